"""What a supplier's workbook says of the parcels in it: their rows, and what to pick for them.

Everything is said of the lines that still travel: what has left a parcel asks for nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey, short_id
from hedan.domain.order_parts import part_in, parts_of
from hedan.domain.packing import pack, repacked
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Part
from hedan.domain.picking import Pick, Wanted, pick_list
from hedan.ports import Desk
from hedan.settings import Settings
from hedan.texts import Language, reasons_in_words, say
from hedan.usecases.packing_rules import packing_rules
from hedan.workbooks.rows import WorkbookRow

MERGED = "MERGED "


class Piece(NamedTuple):
    """One row: a part of a line of a parcel. A combo has a row for each of its SKUs."""

    parcel: Parcel
    line: ParcelLine
    part: Part
    place: int  # Which part of its line.

    def row_key(self, workbook: str) -> str:
        """Name the row: the same piece in another file has another key."""
        piece = (str(self.line.key), str(self.place)) if self.place else (str(self.line.key),)
        return short_id("R", workbook, self.parcel.parcel_id, *piece)


class _Told(NamedTuple):
    """What every row of a parcel says alike."""

    package: str
    inserts: str
    remarks: str
    reasons: str


def rows_of(
    number: str, supplier: str, live: Sequence[Piece], settings: Settings, desk: Desk
) -> Iterator[WorkbookRow]:
    """Yield the rows of a workbook in the order of its pieces."""
    language = settings.supplier(supplier).language
    totals = Counter(piece.parcel.parcel_id for piece in live)
    told = _told_of(live, settings, language, desk)
    counts: Counter[str] = Counter()
    for piece in live:
        parcel, line, part = piece.parcel, piece.line, piece.part
        counts[parcel.parcel_id] += 1
        receiver, of_parcel = parcel.receiver, told[parcel.parcel_id]
        yield WorkbookRow(
            row_key=piece.row_key(number),
            parcel_id=parcel.parcel_id,
            part=f"{counts[parcel.parcel_id]}/{totals[parcel.parcel_id]}",
            order_id=line.key.order.order_id,
            store_name=settings.store(line.key.order.store).name,
            sku=part.sku,
            name=part.name or line.name,
            spec=_spec(piece),
            quantity=part.quantity,
            is_gift=line.is_gift or part.is_gift,
            receiver_name=receiver.name,
            receiver_phone=receiver.phone,
            region=receiver.region,
            address=receiver.detail,
            remarks=of_parcel.remarks,
            deadline=parcel.deadline,
            reasons=of_parcel.reasons,
            package=of_parcel.package,
            inserts=of_parcel.inserts,
        )


def picks_of(live: Iterable[Piece], settings: Settings) -> tuple[Pick, ...]:
    """Return what to fetch for a workbook: the units of its rows, no more and no less."""
    skus = {sku.sku: sku for sku in settings.skus}
    return pick_list(
        Wanted(
            parcel_id=piece.parcel.parcel_id,
            sku=piece.part.sku,
            name=known.name if known else piece.part.name or piece.line.name,
            spec=_spec(piece),
            units=piece.part.quantity,
            shelf=known.shelf if known else "",
        )
        for piece in live
        for known in (skus.get(piece.part.sku),)
    )


def _spec(piece: Piece) -> str:
    """Return the spec of the line where the piece is the line itself."""
    return piece.line.spec if piece.part.sku == piece.line.sku else ""


def _told_of(
    live: Sequence[Piece], settings: Settings, language: Language, desk: Desk
) -> dict[str, _Told]:
    travelling: defaultdict[str, dict[LineKey, ParcelLine]] = defaultdict(dict)
    parcels: dict[str, Parcel] = {}
    for piece in live:
        parcels[piece.parcel.parcel_id] = piece.parcel
        travelling[piece.parcel.parcel_id][piece.line.key] = piece.line
    shares = _shares(parcels.values(), language, desk)
    rules = packing_rules(settings)
    packages = {one.code: one.name for one in settings.packages}
    inserts = {one.code: one.name for one in settings.inserts}
    told: dict[str, _Told] = {}
    for parcel_id, parcel in parcels.items():
        lines = list(travelling[parcel_id].values())
        now = repacked(parcel, travelling[parcel_id], rules)
        wishes = pack(lines, rules).wishes if _has_wishes(lines) else ()
        remarks = (
            *_carriers(lines, settings, language),
            *(say(language, "row.package", package=wish) for wish in wishes),
            *dict.fromkeys(note for line in lines for note in line.handling.notes),
            *shares.get(parcel_id, ()),
            *(f"{remark.order.order_id}: {remark.text}" for remark in parcel.remarks),
        )
        told[parcel_id] = _Told(
            package=packages.get(now.package, now.package),
            inserts=_between(language).join(inserts.get(code, code) for code in now.inserts),
            remarks="\n".join(remarks),
            reasons=_reasons(now, lines, language),
        )
    return told


def _has_wishes(lines: Iterable[ParcelLine]) -> bool:
    return any(line.handling.package for line in lines)


def _carriers(lines: Iterable[ParcelLine], settings: Settings, language: Language) -> Iterator[str]:
    codes = (line.handling.carrier for line in lines)
    for code in dict.fromkeys(code for code in codes if code):
        carrier = settings.carrier(code)
        yield say(language, "row.carrier", carrier=carrier.name if carrier else code)


def _reasons(parcel: Parcel, lines: Iterable[ParcelLine], language: Language) -> str:
    """Say why it is merged or split, and which orders are in it where there are several."""
    orders = dict.fromkeys(line.key.order.order_id for line in lines)
    others = [reason for reason in parcel.reasons if not reason.startswith(MERGED)]
    if len(orders) == 1:
        return reasons_in_words(language, others)
    merged = say(language, "reason.merged", count=len(orders))
    members = say(language, "row.members", orders=_between(language).join(orders))
    return "; ".join(filter(None, (merged, members, reasons_in_words(language, others))))


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
