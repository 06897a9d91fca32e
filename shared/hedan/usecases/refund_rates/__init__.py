"""How often goods come back and why: counted by SKU, supplier, store and cause."""
