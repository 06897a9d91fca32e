"""The world in memory: what use cases need, with every failure that the real one can have."""
