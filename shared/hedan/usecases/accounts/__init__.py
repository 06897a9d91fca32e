"""What is owed to a supplier, what comes back, how well it works."""
