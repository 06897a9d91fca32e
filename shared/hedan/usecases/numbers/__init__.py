"""Tracking numbers: believed, doubted, divided, decided by people."""
