"""Proof of the domain: no clock, no network, no AWS."""
