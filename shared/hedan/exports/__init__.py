"""A platform's own export sheet, read into orders: the door of a store without an app key."""
