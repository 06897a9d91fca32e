"""What starts workflows, as the use cases see it."""

from typing import Protocol


class Starter(Protocol):
    """What starts workflows."""

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution unless one of this name was started before."""
        ...
