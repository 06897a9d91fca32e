"""What proves the promise: the report of a store's month."""
