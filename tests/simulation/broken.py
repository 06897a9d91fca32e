"""What a promise says that was not kept."""


class Broken(AssertionError):
    """A promise that was not kept."""


def require(kept: bool, promise: str, what: object) -> None:
    """Raise Broken unless it was kept. The promise's number in the design stands first."""
    if not kept:
        raise Broken(f"{promise}: {what}")
