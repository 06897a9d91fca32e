"""Many orders at once, by a person."""
