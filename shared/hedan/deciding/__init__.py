"""One pure function that decides an order: in production, in a dry run, and when asked why."""
