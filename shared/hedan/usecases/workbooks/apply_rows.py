"""The rows of one returned file, parcel by parcel: each filled row applied once, or refused.

What one row says is judged with the other rows of its parcel: they may name one number for all of
it, or several for parts of it, and a parcel with a row that cannot be understood waits whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import LineKey
from hedan.domain.parcels import Tracking
from hedan.domain.workbook_columns import Field
from hedan.ports import Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.numbers.divide_parcel import Box, divide_parcel
from hedan.usecases.numbers.number_lines import number_lines
from hedan.usecases.numbers.number_parcel import Numbering
from hedan.usecases.workbooks.apply_answers import RowAnswers, apply_answers
from hedan.usecases.workbooks.boxes import RowSays, boxes_of
from hedan.usecases.workbooks.manifest import Manifest, ManifestRow
from hedan.workbooks.carriers import Unrecognised, recognise
from hedan.workbooks.result import Verdict
from hedan.workbooks.returned import ReturnedRow, ReturnedWorkbook
from hedan.workbooks.texts import numbering_text, refusal_text

TAKEN = frozenset({Numbering.ACCEPTED, Numbering.SAME, Numbering.DOUBTED, Numbering.CHANGE_ASKED})
IN_QUESTION = frozenset({Numbering.DOUBTED, Numbering.CHANGE_ASKED})


class Applied(NamedTuple):
    """What became of the rows of a file, and what its owner has to hear of them."""

    verdicts: dict[int, Verdict]  # By row of the sheet.
    told: tuple[str, ...]  # "numbers|P1|78001": what is in question, of which parcel.


class _Row(NamedTuple):
    """One filled row with what the file that went out says of it."""

    row: ReturnedRow
    expected: ManifestRow


class _Found(NamedTuple):
    """What the numbers of a parcel's rows are."""

    numbers: dict[int, tuple[Tracking, ...]]  # By row of the sheet.
    refused: dict[int, Verdict]


class ApplyRows:
    """Applies the rows of one file of one supplier."""

    def __init__(
        self,
        manifest: Manifest,
        supplier: SupplierSettings,
        settings: Settings,
        desk: Desk,
        now: datetime,
    ) -> None:
        self._manifest = manifest
        self._by_key = {row.row_key: row for row in manifest.rows}
        self._supplier = supplier
        self._language = supplier.language
        self._settings = settings
        self._names = [one for one in settings.carrier_names if one.supplier == supplier.id]
        self._desk = desk
        self._now = now
        self._used: dict[Tracking, str] = {}  # Of this file: the parcel that has a number first.
        self._told: dict[str, None] = {}

    def run(self, returned: ReturnedWorkbook) -> Applied:
        """Return a verdict for every row that says something."""
        verdicts: dict[int, Verdict] = {}
        parcels: dict[str, list[_Row]] = {}
        for row in returned.rows:
            expected = self._by_key.get(row.row_key)
            if expected is not None and _fits(row, expected):
                parcels.setdefault(expected.parcel_id, []).append(_Row(row, expected))
            elif row.is_answered:
                code = "ROW_FOREIGN" if expected is None else "ROW_MIXED"
                verdicts[row.sheet_row] = self._refused(row, code, Field.KEY)
        unread = self._unread(returned)
        for parcel_id, rows in parcels.items():
            filled = [one for one in rows if one.row.is_answered]
            if filled:
                verdicts |= self._parcel(parcel_id, filled, unread.get(parcel_id, ()))
        return Applied(dict(sorted(verdicts.items())), tuple(self._told))

    def _unread(self, returned: ReturnedWorkbook) -> dict[str, tuple[int, ...]]:
        """Return by parcel the rows whose carrier or number the reader could not take."""
        column = returned.columns.get(Field.KEY)
        unread: dict[str, tuple[int, ...]] = {}
        for one in returned.refusals:
            if column is None or one.field not in (Field.CARRIER, Field.NUMBER):
                continue
            cells = returned.table.rows.get(one.sheet_row, [])
            key = cells[column - 1].partition("~")[0].strip() if len(cells) >= column else ""
            expected = self._by_key.get(key)
            if expected is not None:
                known = unread.get(expected.parcel_id, ())
                unread[expected.parcel_id] = (*known, one.sheet_row)
        return unread

    # --- One parcel -----------------------------------------------------------------------------

    def _parcel(
        self, parcel_id: str, rows: list[_Row], unread: tuple[int, ...]
    ) -> dict[int, Verdict]:
        found = self._numbers(parcel_id, rows, unread)
        verdicts = found.refused or self._numbered(parcel_id, rows, found.numbers)
        says = [
            RowAnswers(one.row, one.expected.lines, one.row.sheet_row in found.numbers)
            for one in rows
            if one.row.sheet_row not in verdicts or verdicts[one.row.sheet_row].accepted
        ]
        answered = apply_answers(
            parcel_id,
            says,
            self._manifest.number,
            self._supplier,
            self._settings,
            desk=self._desk,
            now=self._now,
        )
        self._told |= dict.fromkeys(answered.told)
        for sheet_row, said in answered.said.items():
            before = verdicts.get(sheet_row)
            verdicts[sheet_row] = _joined(before, said) if before else said
        return verdicts

    def _numbers(self, parcel_id: str, rows: list[_Row], unread: tuple[int, ...]) -> _Found:
        """Recognise the numbers of a parcel's rows: all of them, or none is taken."""
        carriers = {one.row.carrier_text for one in rows} - {""}
        numbers = {one.row.numbers for one in rows} - {()}
        found = _Found({}, {})
        for one in rows:
            row = one.row
            if not (row.carrier_text or row.number_text):
                continue
            carrier = row.carrier_text or (next(iter(carriers)) if len(carriers) == 1 else "")
            texts = row.numbers or (next(iter(numbers)) if len(numbers) == 1 else ("",))
            known = [
                recognise(carrier, text, self._settings.carriers, self._names) for text in texts
            ]
            wrong = next((one for one in known if isinstance(one, Unrecognised)), None)
            taken = tuple(one for one in known if isinstance(one, Tracking))
            if wrong is not None:
                found.refused[row.sheet_row] = self._wrong(row, wrong)
            elif self._is_elsewhere(taken, parcel_id):
                found.refused[row.sheet_row] = self._refused(row, "NUMBER_ELSEWHERE", Field.NUMBER)
            else:
                found.numbers[row.sheet_row] = taken
        if not found.refused and not unread:
            contrary = _contrary(found.numbers)
            more = ", ".join(map(str, sorted(contrary)))
            return self._waits(found, contrary, "ANSWERS_DIFFER", rows, more) if contrary else found
        more = ", ".join(map(str, sorted({*found.refused, *unread})))
        return self._waits(found, set(found.numbers), "PARCEL_WAITS", rows, more)

    def _is_elsewhere(self, numbers: Iterable[Tracking], parcel_id: str) -> bool:
        """Tell whether another parcel of this file has one of these numbers."""
        return any(self._used.setdefault(one, parcel_id) != parcel_id for one in numbers)

    def _waits(
        self, found: _Found, which: Iterable[int], code: str, rows: Iterable[_Row], more: str
    ) -> _Found:
        """Return the rows refused because of others of their parcel."""
        by_row = {one.row.sheet_row: one.row for one in rows}
        waiting = {
            sheet_row: self._refused(by_row[sheet_row], code, Field.NUMBER, more)
            for sheet_row in which
        }
        return _Found({}, found.refused | waiting)

    def _numbered(
        self, parcel_id: str, rows: list[_Row], numbers: Mapping[int, tuple[Tracking, ...]]
    ) -> dict[int, Verdict]:
        if not numbers:
            return {}
        says = [
            RowSays(one.expected.lines, numbers.get(one.row.sheet_row, ()))
            for one in rows
            if one.row.sheet_row in numbers or one.row.short
        ]
        lines = [
            key for row in self._manifest.rows if row.parcel_id == parcel_id for key in row.lines
        ]
        boxes = boxes_of(says, lines)
        if len(boxes) > 1:
            divide_parcel(parcel_id, boxes, desk=self._desk, now=self._now)
        notes = tuple(dict.fromkeys(one.row.note for one in rows if one.row.note))
        became: dict[LineKey, Numbering] = {}
        # A row that was left empty says nothing: of goods put aside nobody wrote that they left.
        bearing = {key for row in says if row.numbers for key in row.lines}
        numbered = [
            box._replace(lines=tuple(key for key in box.lines if key in bearing))
            for box in boxes
            if box.numbers
        ]
        for box in numbered:
            became |= number_lines(
                parcel_id,
                box,
                notes,
                of_part=len(numbered) > 1,
                desk=self._desk,
                now=self._now,
            )
            self._ask(parcel_id, box, became)
        return dict(self._verdicts(rows, numbers, became))

    def _ask(self, parcel_id: str, box: Box, became: Mapping[LineKey, Numbering]) -> None:
        if any(became[key] in IN_QUESTION for key in box.lines if key in became):
            for one in box.numbers:
                self._told[f"numbers|{parcel_id}|{one.number}"] = None

    def _verdicts(
        self,
        rows: Iterable[_Row],
        numbers: Mapping[int, tuple[Tracking, ...]],
        became: Mapping[LineKey, Numbering],
    ) -> Iterator[tuple[int, Verdict]]:
        for one in rows:
            row = one.row
            if row.sheet_row not in numbers:
                continue
            of_lines = [became[key] for key in one.expected.lines]
            # The worst of its lines: a row that stands for several is taken when all of them are.
            verdict = next((v for v in of_lines if v not in TAKEN), of_lines[0])
            message = numbering_text(verdict.value, self._language)
            cell = _cell(row, Field.NUMBER)
            yield row.sheet_row, Verdict(verdict in TAKEN, verdict.value, message, cell)

    # --- Words ----------------------------------------------------------------------------------

    def _wrong(self, row: ReturnedRow, wrong: Unrecognised) -> Verdict:
        field = Field.CARRIER if wrong.code.startswith("CARRIER") else Field.NUMBER
        return Verdict(False, wrong.code, wrong.message(self._language), _cell(row, field))

    def _refused(self, row: ReturnedRow, code: str, field: Field, more: str = "") -> Verdict:
        message = refusal_text(code, self._language, value=row.number_text, more=more)
        return Verdict(False, code, message, _cell(row, field))


def _fits(row: ReturnedRow, expected: ManifestRow) -> bool:
    """A cell that the supplier deleted says nothing; one that says something else is refused."""
    same_parcel = row.parcel_id in ("", expected.parcel_id)
    return same_parcel and row.order_id in ("", expected.order_text)


def _contrary(numbers: Mapping[int, tuple[Tracking, ...]]) -> set[int]:
    """Return the rows that have one number under two carriers: at most one of them is right."""
    carriers: dict[str, set[str]] = {}
    for one in (one for several in numbers.values() for one in several):
        carriers.setdefault(one.number, set()).add(one.carrier)
    return {
        sheet_row
        for sheet_row, several in numbers.items()
        if any(len(carriers[one.number]) > 1 for one in several)
    }


def _cell(row: ReturnedRow, field: Field) -> str:
    """Return where a field stands; of a column that is not there, where the number would."""
    return row.cells.get(field.value) or row.cells[Field.NUMBER.value]


def _joined(first: Verdict, second: Verdict) -> Verdict:
    """Return what is said of a row that said two things."""
    worse = second if first.accepted and not second.accepted else first
    message = " ".join(filter(None, (first.message, second.message)))
    return Verdict(worse.accepted, worse.code, message, worse.cell)
