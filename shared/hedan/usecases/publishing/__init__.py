"""Settings, from a draft to being in force."""
