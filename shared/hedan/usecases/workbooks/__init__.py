"""What a supplier gets as a file, and what it hands back."""
