"""How high a row must be for its texts: not every program fits rows by itself."""

from collections.abc import Sequence

LINE_POINTS = 14.0
PADDING_POINTS = 4.0
ROW_POINTS_MAX = 409.0  # Excel's limit.
# Of a column's width, this much stays free: fonts differ from machine to machine.
SPARE_WIDTH = 2


def room_in(width: float) -> int:
    """Return how many half-width signs one line of a column takes; a Chinese sign is two."""
    return max(int(width) - SPARE_WIDTH, 1)


def lines_of(text: str, room: int) -> int:
    """Return how many lines a wrapped text needs."""
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    # In GBK a Chinese sign takes two bytes and a Latin one, like the places they take in print.
    if "\n" not in text:
        return 1 + len(text.encode("gbk", "replace")) // room
    return sum(1 + len(line.encode("gbk", "replace")) // room for line in text.split("\n"))


def lines_in(texts: Sequence[str], room: int) -> list[int]:
    """Return how many lines each of these texts needs in one column."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return [lines_of(text, room) for text in texts]
    # No second byte of a GBK sign is a line feed.
    widths = map(len, joined.encode("gbk", "replace").split(b"\n"))
    return [1 + width // room for width in widths]


def points_for(lines: int) -> float:
    """Return the height of a row of so many lines."""
    return min(ROW_POINTS_MAX, PADDING_POINTS + LINE_POINTS * lines)
