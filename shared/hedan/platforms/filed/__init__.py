"""A store without an API: its orders come as export sheets, its numbers go back as a file."""
