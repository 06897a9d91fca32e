"""What every implementation of a port must do: one suite, several worlds."""
