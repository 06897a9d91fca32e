"""How single facts are written, the same way in every notice and on every page."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from hedan.texts.text import Language

# Enough to find the order by its end, as people do, short enough to be read out.
ORDER_TAIL_CHARACTERS: Final = 6


def clean(text: str, limit: int = 0, mark: str = "…") -> str:
    """Return foreign text as one harmless line, at most limit characters (0: as it is).

    Line breaks would forge lines of ours in an e-mail; invisible and direction-changing
    characters would show something else than what is there.
    """
    line = " ".join((text if text.isprintable() else _printable(text)).split())
    if limit <= 0 or len(line) <= limit:
        return line
    return line[: max(limit - len(mark), 0)].rstrip() + mark


def _printable(text: str) -> str:
    return "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )


def order_tail(order_id: str) -> str:
    """Return the last digits of an order's number."""
    return clean(order_id)[-ORDER_TAIL_CHARACTERS:]


def order_short(order_id: str) -> str:
    """Return an order's number with its middle left out when it is long."""
    whole = clean(order_id)
    if len(whole) <= ORDER_TAIL_CHARACTERS + 7:
        return whole
    return f"{whole[:4]}..{whole[-ORDER_TAIL_CHARACTERS:]}"


def moment(at: datetime, time_zone: str) -> str:
    """Return an instant as the clock on the reader's wall shows it, with the zone said."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%Y-%m-%d %H:%M} (UTC{local:%:z})"


def clock(at: datetime, time_zone: str) -> str:
    """Return day and time in as few characters as a short message has left."""
    return f"{at.astimezone(ZoneInfo(time_zone)):%m-%d %H:%M}"


def duration(seconds: int, language: Language) -> str:
    """Return a span in the largest unit that leaves nothing over."""
    amount, zh, en = seconds, "秒", "second"
    if seconds and seconds % 3600 == 0:
        amount, zh, en = seconds // 3600, "小时", "hour"
    elif seconds and seconds % 60 == 0:
        amount, zh, en = seconds // 60, "分钟", "minute"
    if language == "zh":
        return f"{amount} {zh}"
    return f"{amount} {en}{'' if amount == 1 else 's'}"


def row_numbers(rows: Iterable[int], language: Language, limit: int = 0) -> str:
    """Return row numbers in order, neighbours joined: "7-9,12".

    With a limit in characters, whole entries are left out and "+N" says how many rows those are.
    """
    comma = "、" if language == "zh" else ","
    runs = _runs(sorted(set(rows)))
    written = comma.join(_run(run) for run in runs)
    if limit <= 0 or len(written) <= limit:
        return written
    for kept in range(len(runs) - 1, 0, -1):
        missing = sum(last - first + 1 for first, last in runs[kept:])
        shorter = f"{comma.join(_run(run) for run in runs[:kept])}+{missing}"
        if len(shorter) <= limit:
            return shorter
    first = runs[0][0]
    return f"{first}+{sum(last - start + 1 for start, last in runs) - 1}"


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _run(run: tuple[int, int]) -> str:
    first, last = run
    return str(first) if first == last else f"{first}-{last}"
