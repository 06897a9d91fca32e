"""Proof of each platform's side of the wire."""
