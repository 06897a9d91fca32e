"""Export sheets of five platforms, all invented."""
