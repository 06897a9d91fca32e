"""Each use case on the fakes: what it does, what it refuses, and that it survives its own death."""
