"""Proof of the WooCommerce adapter."""
