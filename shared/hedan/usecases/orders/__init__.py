"""One order: checked, held, decided, edited, reserved, explained."""
