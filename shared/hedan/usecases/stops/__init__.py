"""The refund stop: fenced, told, answered."""
