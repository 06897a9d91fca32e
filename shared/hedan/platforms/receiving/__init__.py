"""What every platform's callback door shares: reading a body, making hints, answering. Light."""
