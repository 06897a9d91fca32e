"""What the platform is told of a case: asked for by a person or a rule of the owner, told once."""
