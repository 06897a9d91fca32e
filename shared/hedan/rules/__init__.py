"""The seller's rules at work: conditions in CEL over a typed view of an order."""
