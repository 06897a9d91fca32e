"""What every platform's client shares: one way to send, to be patient, to hold a token."""
