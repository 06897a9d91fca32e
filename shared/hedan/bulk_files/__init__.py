"""The platforms' own bulk-shipping files: what their columns are, and how they are written."""
