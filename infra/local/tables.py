"""Tables as a terminal shows them."""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def heading(title: str) -> None:
    """Print what follows."""
    print(f"\n{title}")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows below their headings, a Chinese character as wide as two others."""
    lines = [headings, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(headings))]
    for position, line in enumerate(lines):
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        print("  " + "  ".join(cells).rstrip())
        if position == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
