"""Waiting for something to become true, with a deadline and a reason: never for a time to pass."""

import time
from collections.abc import Callable

# Most of what is waited for comes at once, and whoever waits long need not look often.
LOOK_SECONDS = 0.05
LOOK_SECONDS_MAX = 0.4
SELDOMER = 1.4


class TooLate(RuntimeError):
    """Something did not happen in time; the message says what."""


def wait_for[T](what: str, look: Callable[[], T], *, seconds: float) -> T:
    """Look again and again; return the first true answer. Raises TooLate, which names what."""
    deadline = time.monotonic() + seconds
    pause = LOOK_SECONDS
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TooLate(f"{what}: not within {seconds:.0f} s")
        time.sleep(pause)
        pause = min(pause * SELDOMER, LOOK_SECONDS_MAX)


def now_and_then(act: Callable[[], object], seconds: float) -> Callable[[], None]:
    """Return an act that is done at most every few seconds, however often it is asked for."""
    last = [-seconds]

    def do() -> None:
        if time.monotonic() - last[0] >= seconds:
            act()
            last[0] = time.monotonic()

    return do
