"""A WooCommerce shop, alone or with the vendors of Dokan or WCFM."""
