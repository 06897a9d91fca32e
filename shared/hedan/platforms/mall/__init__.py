"""A mall that keeps docs/mall-contract.md; and what WooCommerce and Shopify share with it."""
