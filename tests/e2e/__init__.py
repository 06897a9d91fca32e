"""A day of trade on the shipped template with its own roles, and what may be asked afterwards."""
