"""Read, decide, write; and when somebody was quicker, once more from the start."""

from collections.abc import Callable

from hedan.errors import TryAgain, VersionConflict

# Deciding is pure and cheap; somebody who is overtaken this often has a real rival, not bad luck.
ATTEMPTS_MAX = 5


def until_settled[R](attempt: Callable[[], R]) -> R:
    """Return what one attempt returns. An attempt reads everything anew and commits once.

    Raises TryAgain when every attempt met a newer version.
    """
    overtaken: list[str] = []
    while len(overtaken) < ATTEMPTS_MAX:
        try:
            return attempt()
        except VersionConflict as conflict:
            overtaken.append(str(conflict))
    raise TryAgain(f"overtaken {ATTEMPTS_MAX} times: {overtaken[-1]}")
