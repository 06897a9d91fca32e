"""The evidence of a case: gathered, bundled, kept where nobody can change it."""
