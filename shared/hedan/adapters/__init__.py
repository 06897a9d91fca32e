"""Our side of AWS: one resource, one file."""
