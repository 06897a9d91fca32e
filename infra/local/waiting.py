"""Waiting for something to become true, with a deadline and a reason: never for a time to pass."""

import time
from collections.abc import Callable

LOOK_SECONDS = 0.25


class TooLate(RuntimeError):
    """Something did not happen in time; the message says what."""


def wait_for[T](what: str, look: Callable[[], T], *, seconds: float) -> T:
    """Look again and again; return the first true answer. Raises TooLate, which names what."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TooLate(f"{what}: not within {seconds:.0f} s")
        time.sleep(LOOK_SECONDS)
