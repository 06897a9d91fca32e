"""What rows answer beside a number: each is kept with its parcel, and each gets its verdict."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import LineKey
from hedan.domain.divided import moved_out
from hedan.domain.parcels import Parcel
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
from hedan.domain.workbook_columns import Field
from hedan.ports import Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.workbooks.note_answers import is_agreed, is_late, note_answers
from hedan.workbooks.answer_texts import answered_text
from hedan.workbooks.result import Verdict
from hedan.workbooks.returned import ReturnedRow


class RowAnswers(NamedTuple):
    """One row, the lines it stands for, and whether a number was taken from it."""

    row: ReturnedRow
    lines: tuple[LineKey, ...]
    has_number: bool


class Answered(NamedTuple):
    """What is said of each row, and what the owner has to hear: "short|P1|7"."""

    said: dict[int, Verdict]
    told: tuple[str, ...]


class _Part(NamedTuple):
    """One answer of one row, and what is said of it."""

    sheet_row: int
    code: str
    message: str
    cell: str
    answer: SupplierAnswer | None  # None: there is nothing to keep.
    told: str = ""


def apply_answers(
    parcel_id: str,
    rows: Sequence[RowAnswers],
    workbook: str,
    supplier: SupplierSettings,
    settings: Settings,
    *,
    desk: Desk,
    now: datetime,
) -> Answered:
    """Keep what these rows of a parcel say beside their number. Saying it again changes nothing."""
    if not any(_says_more(one) for one in rows):
        return Answered({}, ())
    parcel = desk.parcels([parcel_id])[parcel_id]
    parts = [
        part for one in rows for part in _Reading(parcel, one, workbook, supplier, now).of(settings)
    ]
    kept = [part.answer for part in parts if part.answer is not None]
    if kept:
        note_answers(parcel_id, kept, supplier, desk=desk, now=now)
    said: dict[int, Verdict] = {}
    for part in parts:
        before = said.get(part.sheet_row)
        message = f"{before.message} {part.message}" if before else part.message
        said[part.sheet_row] = Verdict(True, part.code, message, part.cell)
    return Answered(said, tuple(part.told for part in parts if part.told))


def _says_more(one: RowAnswers) -> bool:
    row = one.row
    return bool(row.short or row.note) or row.unit_minor is not None


class _Reading:
    """The answers of one row."""

    def __init__(
        self,
        parcel: Parcel,
        one: RowAnswers,
        workbook: str,
        supplier: SupplierSettings,
        now: datetime,
    ) -> None:
        self._parcel = parcel
        self._row, self._lines, self._has_number = one
        self._workbook = workbook
        self._supplier = supplier
        self._now = now

    def of(self, settings: Settings) -> list[_Part]:
        """Return them: out of stock, price, note."""
        return [
            *([self._short()] if self._row.short else []),
            *([self._price(settings)] if self._row.unit_minor is not None else []),
            *([self._note()] if self._row.note and not self._is_kept else []),
        ]

    @property
    def _is_kept(self) -> bool:
        """Whether its note stands with the parcel already, beside its number."""
        return self._has_number and self._row.note in self._parcel.supplier_notes

    def _short(self) -> _Part:
        short = self._row.short
        assert short is not None
        answer = self._answer(
            AnswerKind.OUT_OF_STOCK, Field.EXPECTED, short.text, expected=short.expected
        )
        told = f"short|{self._parcel.parcel_id}|{self._place}"
        if self._parcel.tracking is not None and moved_out(self._parcel).isdisjoint(self._lines):
            return self._part("SHORT_BUT_NUMBERED", answer, told=told)
        if not is_late(answer, self._parcel.deadline, self._supplier):
            return self._part("SHORT_IN_TIME", answer, str(short.expected))
        return self._part("SHORT", answer, told=told)

    def _price(self, settings: Settings) -> _Part:
        text = self._row.price_text or str(self._row.unit_minor)
        answer = self._answer(AnswerKind.PRICE, Field.PRICE, text, unit_minor=self._row.unit_minor)
        if is_agreed(answer, self._parcel, settings, self._supplier):
            return self._part("PRICE_AGREED", None)
        told = f"prices|{self._parcel.parcel_id}|{self._place} {self._row.unit_minor}"
        return self._part("PRICE", answer, text, told=told)

    def _note(self) -> _Part:
        answer = self._answer(AnswerKind.NOTE, Field.NOTE, self._row.note)
        told = f"notes|{self._parcel.parcel_id}|{self._row.note}"
        return self._part("NOTE", answer, told=told)

    @property
    def _place(self) -> str:
        return ",".join(key.line_id for key in self._lines)

    def _answer(self, kind: AnswerKind, field: Field, text: str, **more: object) -> SupplierAnswer:
        return SupplierAnswer(
            kind=kind,
            lines=self._lines,
            at=self._now,
            workbook=self._workbook,
            cell=self._cell(field),
            text=text,
        ).but(**more)

    def _part(
        self, code: str, answer: SupplierAnswer | None, value: str = "", *, told: str = ""
    ) -> _Part:
        message = answered_text(code, self._supplier.language, value)
        cell = answer.cell if answer else self._cell(Field.PRICE)
        return _Part(self._row.sheet_row, code, message, cell, answer, told)

    def _cell(self, field: Field) -> str:
        return self._row.cells.get(field.value) or self._row.cells[Field.NUMBER.value]
