"""Bulk-shipping files."""
