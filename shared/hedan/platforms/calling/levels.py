"""Sets stock levels one by one, on platforms that take no batch."""

from collections.abc import Callable, Iterable

from hedan.errors import AccessEnded, PlatformRejected
from hedan.platforms.platform import StockLevel


def set_each(
    levels: Iterable[StockLevel], set_level: Callable[[StockLevel], object]
) -> list[tuple[StockLevel, str]]:
    """Set the levels; return those refused, each with the platform's reason.

    Raises PlatformBusy and AccessEnded, which say nothing about a level: all may be set again.
    """
    refused: list[tuple[StockLevel, str]] = []
    for level in levels:
        try:
            set_level(level)
        except AccessEnded:
            raise
        except PlatformRejected as no:
            refused.append((level, str(no)))
    return refused
