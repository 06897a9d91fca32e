"""What is true of orders and parcels. Pure: no clock, no randomness, no network, no AWS."""
