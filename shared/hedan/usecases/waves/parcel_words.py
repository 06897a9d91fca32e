"""What every row of a parcel says alike: its packing, its remarks, why it is as it is.

Everything is said of the lines that still travel: what has left a parcel asks for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.order_parts import part_in, parts_of
from hedan.domain.packing import pack, repacked
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.ports import Desk
from hedan.settings import Settings
from hedan.texts import Language, reasons_in_words, say
from hedan.usecases.waves.packing_rules import packing_rules
from hedan.usecases.workbooks.sheet_rows import Piece

MERGED = "MERGED "


class ParcelWords(NamedTuple):
    """What every row of a parcel says alike."""

    package: str
    inserts: str
    merged: str  # That it is merged, and which orders are in it; empty for a single one.
    reasons: str  # Why it is merged or split.
    remarks: tuple[str, ...]


def words_of_parcels(
    live: Sequence[Piece], settings: Settings, language: Language, desk: Desk
) -> dict[str, ParcelWords]:
    """Return the words of each parcel, by its id."""
    travelling: defaultdict[str, dict[LineKey, ParcelLine]] = defaultdict(dict)
    parcels: dict[str, Parcel] = {}
    for piece in live:
        parcels[piece.parcel.parcel_id] = piece.parcel
        travelling[piece.parcel.parcel_id][piece.line.key] = piece.line
    shares = _shares(parcels.values(), language, desk)
    rules = packing_rules(settings)
    packages = {one.code: one.name for one in settings.packages}
    inserts = {one.code: one.name for one in settings.inserts}
    words: dict[str, ParcelWords] = {}
    for parcel_id, parcel in parcels.items():
        lines = list(travelling[parcel_id].values())
        now = repacked(parcel, travelling[parcel_id], rules)
        wishes = pack(lines, rules).wishes if _has_wishes(lines) else ()
        merged = _merged(lines, language)
        words[parcel_id] = ParcelWords(
            package=packages.get(now.package, now.package),
            inserts=_between(language).join(inserts.get(code, code) for code in now.inserts),
            merged=merged,
            reasons=_reasons(now, merged, language),
            remarks=(
                *_instead(parcel, language),
                *_carriers(lines, settings, language),
                *(say(language, "row.package", package=wish) for wish in wishes),
                *dict.fromkeys(note for line in lines for note in line.handling.notes),
                *shares.get(parcel_id, ()),
                *(f"{remark.order.order_id}: {remark.text}" for remark in parcel.remarks),
            ),
        )
    return words


def _instead(parcel: Parcel, language: Language) -> Iterator[str]:
    """Say for which case it is sent, so that nobody takes it for a parcel that was sent twice."""
    if parcel.instead is not None:
        said = f"row.{parcel.instead.kind}"
        old = parcel.instead.old_parcel or "-"
        yield say(language, said, case=parcel.instead.case_id, parcel=old)


def _has_wishes(lines: Iterable[ParcelLine]) -> bool:
    return any(line.handling.package for line in lines)


def _carriers(lines: Iterable[ParcelLine], settings: Settings, language: Language) -> Iterator[str]:
    codes = (line.handling.carrier for line in lines)
    for code in dict.fromkeys(code for code in codes if code):
        carrier = settings.carrier(code)
        yield say(language, "row.carrier", carrier=carrier.name if carrier else code)


def _merged(lines: Iterable[ParcelLine], language: Language) -> str:
    """Say that it is merged and which orders are in it, where there are several."""
    orders = dict.fromkeys(line.key.order.order_id for line in lines)
    if len(orders) == 1:
        return ""
    merged = say(language, "reason.merged", count=len(orders))
    return f"{merged}; {say(language, 'row.members', orders=_between(language).join(orders))}"


def _reasons(parcel: Parcel, merged: str, language: Language) -> str:
    others = [reason for reason in parcel.reasons if not reason.startswith(MERGED)]
    return "; ".join(filter(None, (merged, reasons_in_words(language, others))))


def _between(language: Language) -> str:
    return "、" if language == "zh" else ", "


def _shares(
    parcels: Iterable[Parcel], language: Language, desk: Desk
) -> Mapping[str, tuple[str, ...]]:
    """Say of each order in a parcel that has goods elsewhere which part of it this is."""
    partly = {parcel.parcel_id: parcel.part_of for parcel in parcels if parcel.part_of}
    wanted: dict[OrderKey, None] = dict.fromkeys(key for keys in partly.values() for key in keys)
    if not wanted:
        return {}
    orders = desk.orders(wanted)
    keys = [
        LineKey(order=key, line_id=line.line_id) for key in wanted for line in orders[key].lines
    ]
    works = desk.lines(keys)
    all_parcels = desk.parcels(
        dict.fromkeys(work.parcel_id for work in works.values() if work.parcel_id)
    )
    by_order: defaultdict[OrderKey, list[LineKey]] = defaultdict(list)
    for line_key in keys:
        if line_key in works:
            by_order[line_key.order].append(line_key)
    parts = {
        key: parts_of(orders[key], (works[one] for one in by_order[key]), all_parcels)
        for key in wanted
    }
    return {
        parcel_id: tuple(
            say(language, "row.part", order=key.order_id, number=part.number, of=part.of)
            for key in keys_of
            for part in (part_in(parts[key], parcel_id),)
            if part is not None and part.of > 1
        )
        for parcel_id, keys_of in partly.items()
    }
