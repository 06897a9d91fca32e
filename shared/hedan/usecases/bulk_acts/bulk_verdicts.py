"""What would become of one order in a bulk act: asked for the preview, and again before writing."""

from collections.abc import Iterable
from typing import NamedTuple

from hedan.domain.bulk_acts import HELD_BY_HAND, BulkRow, RowState, RowWhy, Seen
from hedan.domain.bulk_deeds import (
    ACCEPTING,
    BulkAccept,
    BulkHold,
    BulkRelease,
    Deed,
    decided_by,
)
from hedan.domain.edits import Edit, EditField, Edits
from hedan.domain.findings import Severity
from hedan.domain.people import Person
from hedan.ports import OrderFile
from hedan.settings import Settings
from hedan.usecases.orders.edit_order import STILL_OURS


class Verdict(NamedTuple):
    """What becomes of an order, and what of it stands where something is to be done."""

    state: RowState
    why: RowWhy | None = None
    detail: str = ""
    holds: tuple[str, ...] = ()
    before: tuple[Edit, ...] = ()


def row_of(file: OrderFile, verdict: Verdict) -> BulkRow:
    """Return the row of an order as it is now."""
    return BulkRow(
        order=file.key,
        seen=seen_of(file),
        state=verdict.state,
        why=verdict.why,
        detail=verdict.detail,
        holds=verdict.holds,
        before=verdict.before,
        lines=tuple(sorted(ours(file))),
    )


def seen_of(file: OrderFile) -> Seen:
    """Return the versions of what a bulk act decides by."""
    order = file.order.version if file.order else 0
    return Seen(order=order, holds=file.holds.version, edits=file.edits.version)


def ours(file: OrderFile) -> set[str]:
    """Return the lines that no supplier has."""
    lines = file.order.lines if file.order else ()
    return {line.line_id for line in lines if file.line(line.line_id).state in STILL_OURS}


def verdict_of(
    file: OrderFile, deed: Deed, reason: str, *, by: Person, settings: Settings
) -> Verdict:
    """Say what becomes of an order as it is now."""
    match deed:
        case BulkAccept():
            return _of_release(file, ACCEPTING, RowWhy.NOT_WAITING, by, settings)
        case BulkRelease(codes=codes):
            return _of_release(file, codes, RowWhy.NOT_HELD_SO, by, settings)
        case BulkHold():
            return _of_hold(file, reason)
        case _:
            return _of_edits(file, decided_by(deed), settings)


def _of_release(
    file: OrderFile, codes: Iterable[str], without: RowWhy, by: Person, settings: Settings
) -> Verdict:
    wanted = frozenset(codes)
    holds = [hold for hold in file.holds.open if hold.finding.code in wanted]
    if not holds:
        return Verdict(RowState.ALREADY, without)
    for hold in holds:
        if not by.may_release(hold.finding.post):
            return Verdict(RowState.REFUSED, RowWhy.NOT_YOUR_POST, hold.finding.post.value)
    if settings.publish.four_eyes_release:
        for hold in holds:
            if hold.finding.severity is Severity.STOP:
                return Verdict(RowState.NEEDS_APPROVAL, RowWhy.FORBIDS_SHIPPING, hold.finding.code)
    return Verdict(RowState.TO_DO, holds=tuple(sorted({hold.hold_id for hold in holds})))


def _of_hold(file: OrderFile, reason: str) -> Verdict:
    if not ours(file):
        return Verdict(RowState.REFUSED, RowWhy.WITH_SUPPLIER)
    held = {(hold.finding.code, hold.finding.fix) for hold in file.holds.open}
    if (HELD_BY_HAND, reason) in held:
        return Verdict(RowState.ALREADY, RowWhy.HELD_SO)
    return Verdict(RowState.TO_DO)


def _of_edits(
    file: OrderFile, decisions: tuple[tuple[EditField, str], ...], settings: Settings
) -> Verdict:
    for field, value in decisions:
        if not is_known(field, value, settings):
            return Verdict(RowState.REFUSED, RowWhy.NOT_KNOWN, value)
    known = [in_place(file.edits, field, value) for field, value in decisions]
    if all(
        edit is not None and edit.value == value
        for edit, (_, value) in zip(known, decisions, strict=True)
    ):
        return Verdict(RowState.ALREADY, RowWhy.DECIDED_SO)
    if not ours(file):
        return Verdict(RowState.REFUSED, RowWhy.WITH_SUPPLIER)
    return Verdict(RowState.TO_DO, before=tuple(edit for edit in known if edit is not None))


def is_known(field: EditField, value: str, settings: Settings) -> bool:
    """Tell whether the settings name what a decision speaks of."""
    match field:
        case EditField.SUPPLIER:
            return any(supplier.id == value for supplier in settings.suppliers)
        case EditField.CARRIER:
            return settings.carrier(value) is not None
        case _:
            return True


def in_place(edits: Edits, field: EditField, value: str) -> Edit | None:
    """Return what was decided for the whole order in the place of this decision."""
    for edit in edits.edits:
        same = edit.field is field and not edit.line_id
        if same and (field is not EditField.TAG or edit.value[1:] == value[1:]):
            return edit
    return None
