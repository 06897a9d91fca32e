"""The whole system on the fakes, in every order that chance can think of."""
