"""What a supplier does on its page."""
