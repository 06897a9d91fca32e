"""From ready lines to parcels of one supplier, and back."""
