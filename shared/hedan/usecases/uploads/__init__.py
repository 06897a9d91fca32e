"""What the platforms learn of parcels, and whether they show it."""
