"""How the bench says its numbers: under a heading, each beside its budget."""

import time
from collections.abc import Callable


def against(value: float, limit: float, unit: str) -> str:
    """Return a value beside the limit that it should stay under."""
    verdict = "within" if value <= limit else "OVER"
    return " ".join(f"{value:.4g} {unit} ({verdict} {limit:.4g})".split())


def at_least(value: float, limit: float, unit: str) -> str:
    """Return a value beside the limit that it should reach."""
    verdict = "within" if value >= limit else "UNDER"
    return f"{value:,.0f} {unit} ({verdict} {limit:,})"


def heading(title: str) -> None:
    """Begin a part."""
    print(f"\n{title}", flush=True)


def say(began: float) -> Callable[[str], None]:
    """Return what prints a step with the seconds since `began` (time.monotonic)."""
    return lambda what: print(f"[{time.monotonic() - began:5.1f} s] {what}", flush=True)
