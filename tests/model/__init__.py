"""A small model of the refund stop: every interleaving of its actors, one by one."""
