"""The shipped state machines, run: every state, every way out of it, every failure."""
