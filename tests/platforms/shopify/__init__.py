"""Proof of the Shopify adapter."""
