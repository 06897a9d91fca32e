"""Reading the sheets beside the Ship sheet: answers to stops, changes and returns."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from hedan.workbooks.cells import CHECK_PARTS, check_of
from hedan.workbooks.filled_cells import CellRefused, id_in, note_in, plain_text
from hedan.workbooks.headings import most_headings, plain
from hedan.workbooks.other_columns import (
    ANSWER_OF,
    CHECKED_WITH_OTHER_KEY,
    NOTE_OF,
    OtherField,
)
from hedan.workbooks.other_texts import (
    ANSWER_WORDS,
    HEADINGS_BESIDE,
    OTHER_ANSWER_WORDS,
    OTHER_HEADINGS_BESIDE,
)
from hedan.workbooks.returned import CellRefusal, OtherSheet, ReturnedAnswer
from hedan.workbooks.sheet_cells import SheetCells
from hedan.workbooks.tables import Table, refused


def other_sheets(tables: Iterable[Table], ship: Table | None) -> list[OtherSheet]:
    """Return the sheets that can be answered, known by their headings whatever their name.

    Raises WorkbookRefused when one of them stands there twice.
    """
    found = [sheet for table in tables if table is not ship and (sheet := _other_sheet(table))]
    for kind in {sheet.kind for sheet in found}:
        names = [sheet.table.name for sheet in found if sheet.kind is kind]
        if len(names) > 1:
            raise refused("TWO_SHEETS", "、".join(names))
    return found


class OtherReading:
    """One pass over the rows of one such sheet."""

    def __init__(self, sheet: OtherSheet) -> None:
        self.sheet = sheet
        self.answers: list[ReturnedAnswer] = []
        self._cells = SheetCells(sheet.table, sheet.heading_row, sheet.columns)
        self._answer, self._note = ANSWER_OF[sheet.kind], NOTE_OF[sheet.kind]

    @property
    def refusals(self) -> list[CellRefusal]:
        """Return what has been refused so far."""
        return self._cells.refusals

    def run(self) -> None:
        """Read every row that waits for an answer; the others are only there to be read."""
        self._cells.unmerge(CHECKED_WITH_OTHER_KEY)
        # One answer over two rows may be meant for both, or have swallowed the second.
        self._cells.unmerge((self._answer, self._note), alike=OtherField.KEY)
        for sheet_row in self._cells.rows():
            if self._cells.cell(sheet_row, OtherField.KEY).strip():
                self._read_row(sheet_row)
        self._refuse_repeated()

    def _read_row(self, sheet_row: int) -> None:
        known = len(self.refusals)
        answer, note = self._answered(sheet_row), self._noted(sheet_row)
        if not (answer or note) and len(self.refusals) == known:
            return
        subject_id = self._subject(sheet_row)
        if note and not answer and len(self.refusals) == known:
            self._refuse(sheet_row, self._answer, "ANSWER_MISSING", note, self._proposals())
        if len(self.refusals) > known:
            return
        self.answers.append(
            ReturnedAnswer(
                sheet=self.sheet.kind,
                subject_id=subject_id,
                answer=answer,
                note=note,
                sheet_name=self.sheet.table.name,
                sheet_row=sheet_row,
                cell=f"{self._cells.letters[self._answer]}{sheet_row}",
            )
        )

    def _subject(self, sheet_row: int) -> str:
        """Return what the row is about, after comparing its check with the cells beside it."""
        cell = self._cells.cell(sheet_row, OtherField.KEY)
        try:
            subject_id, parts, check = id_in(cell).rpartition(CHECK_PARTS)
        except CellRefused as exc:
            self._refuse(sheet_row, OtherField.KEY, exc.code, cell)
            return ""
        if not parts or not subject_id:
            self._refuse(sheet_row, OtherField.KEY, "KEY_DAMAGED", cell)
            return ""
        beside = [self._cells.cell(sheet_row, name) for name in CHECKED_WITH_OTHER_KEY]
        if check_of(subject_id, *beside) != check:
            self._refuse_unproved(sheet_row, subject_id)
        return subject_id

    def _refuse_unproved(self, sheet_row: int, subject_id: str) -> None:
        for name in CHECKED_WITH_OTHER_KEY:
            cell = self._cells.cell(sheet_row, name)
            try:
                id_in(cell)
            except CellRefused as exc:
                self._refuse(sheet_row, name, exc.code, cell)
                return
        whole = all(name in self.sheet.columns for name in CHECKED_WITH_OTHER_KEY)
        self._refuse(
            sheet_row, OtherField.KEY, "ROW_MIXED" if whole else "ROW_UNPROVED", subject_id
        )

    def _answered(self, sheet_row: int) -> str:
        cell = self._fill_in(sheet_row, self._answer)
        try:
            text = plain_text(cell).strip()
        except CellRefused as exc:
            self._refuse(sheet_row, self._answer, exc.code, cell)
            return ""
        if not text:
            return ""
        answer = _WORDS[self.sheet.kind].get(_word(text), "")
        if not answer:
            self._refuse(sheet_row, self._answer, "ANSWER_UNKNOWN", text, self._proposals())
        return answer

    def _noted(self, sheet_row: int) -> str:
        cell = self._fill_in(sheet_row, self._note)
        try:
            return note_in(cell) if cell else ""
        except CellRefused as exc:
            self._refuse(sheet_row, self._note, exc.code, cell)
            return ""

    def _fill_in(self, sheet_row: int, name: OtherField) -> str:
        cell = self._cells.cell(sheet_row, name)
        if (sheet_row, name) in self._cells.merged_across:
            self._refuse(sheet_row, name, "MERGED_CELLS", cell)
            return ""
        return cell

    def _proposals(self) -> str:
        words = ANSWER_WORDS[self.sheet.kind].values()
        return ", ".join(f"{word['zh']} {word['en']}" for word in words)

    def _refuse(
        self, sheet_row: int, name: OtherField, code: str, value: str = "", more: str = ""
    ) -> None:
        self._cells.refuse(sheet_row, name, code, value, more)

    def _refuse_repeated(self) -> None:
        """Of answers to one subject keep one, if they say the same."""
        by_subject: dict[str, list[ReturnedAnswer]] = defaultdict(list)
        for answer in self.answers:
            by_subject[answer.subject_id].append(answer)
        self.answers = []
        for subject_id, same in by_subject.items():
            if len({answer.answer for answer in same}) == 1:
                self.answers.append(same[0])
                continue
            where = ", ".join(str(answer.sheet_row) for answer in same)
            for answer in same:
                self._refuse(answer.sheet_row, OtherField.KEY, "KEY_TWICE", subject_id, where)


def _other_sheet(table: Table) -> OtherSheet | None:
    row, columns = most_headings(table, _columns)
    kinds = [kind for kind, field in ANSWER_OF.items() if field in columns]
    if len(kinds) != 1 or OtherField.KEY not in columns:
        return None
    return OtherSheet(kinds[0], table, row, columns)


def _columns(cells: list[str]) -> dict[OtherField, int]:
    columns: dict[OtherField, int] = {}
    for position, cell in enumerate(cells, start=1):
        if cell and (field := _FIELDS.get(plain(cell))):
            columns.setdefault(field, position)
    return columns


def _word(text: str) -> str:
    """Return an answer as it is compared; a tick has no letter and stays as it is."""
    return plain(text) or unicodedata.normalize("NFKC", text).strip()


_FIELDS: Final = MappingProxyType(
    {
        **{plain(text): name for name, texts in OTHER_HEADINGS_BESIDE.items() for text in texts},
        **{plain(text): name for name, words in HEADINGS_BESIDE.items() for text in words.values()},
    }
)
_WORDS: Final = MappingProxyType(
    {
        kind: {
            **{
                _word(text): answer
                for answer, texts in OTHER_ANSWER_WORDS[kind].items()
                for text in texts
            },
            **{
                _word(text): answer
                for answer, words in ANSWER_WORDS[kind].items()
                for text in words.values()
            },
        }
        for kind in ANSWER_OF
    }
)
