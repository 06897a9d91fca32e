"""How orders and after-sales come in: pushed, polled, from files; and that none is missing."""
