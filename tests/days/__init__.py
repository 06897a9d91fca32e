"""Weeks of trade in seconds: real adapters and use cases before simulated platforms that fail."""
