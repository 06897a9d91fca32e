"""Stores without an API."""
