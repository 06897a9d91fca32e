"""The one function that decides an order."""
