"""A Shopify shop, by its REST Admin API."""
