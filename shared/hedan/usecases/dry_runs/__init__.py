"""What rules would have done with the last days."""
