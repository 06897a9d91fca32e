"""Conditions and rules: what compiles, what is refused and where, what a run says."""
