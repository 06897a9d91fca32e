"""A workbook comes back: each filled row is checked, applied once, and answered with its cell.

Nothing in the file is believed against the manifest of the workbook that it claims to be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from hedan.domain.base import LineKey
from hedan.domain.parcels import Tracking
from hedan.domain.workbook_columns import Field
from hedan.domain.workbook_files import ReturnedFile, WorkbookFile, WorkbookState
from hedan.errors import WorkbookRefused
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.manifest import XLSX, Manifest, ManifestRow, load_manifest
from hedan.usecases.number_parcel import Numbering, number_parcel
from hedan.workbooks.answers import ParcelAnswer, parcel_answers
from hedan.workbooks.carriers import Unrecognised, recognise
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.result import Verdict, write_result
from hedan.workbooks.returned import ReturnedRow, ReturnedWorkbook
from hedan.workbooks.rows import Language
from hedan.workbooks.texts import file_refusal_text, numbering_text, refusal_text

# What the page shows; all of them stand in the result workbook.
REFUSALS_KEPT_MAX = 20

type Verdicts = dict[int, Verdict]


def read_return(
    supplier: str,
    file_key: str,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    now: datetime,
) -> ReturnedFile:
    """Apply a returned file and return what became of it. The same upload twice changes nothing."""
    known = desk.returned_file(supplier, file_key)
    if known is not None:
        return known
    fresh = ReturnedFile(file_key=file_key, supplier=supplier, file_name=file_key, received_at=now)
    try:
        returned = read_workbook(archive.get(file_key), file_key)
        file = _own_workbook(supplier, returned.number, desk)
    except WorkbookRefused as refused:
        return _keep(fresh.but(refused=1, refusals=(f": {refused}",)), desk)
    language = settings.supplier(supplier).language
    judge = _Judge(load_manifest(archive, file), settings, language, desk, now)
    verdicts = judge.judged(returned)
    result_key = f"results/{file_key.removeprefix('uploads/')}.xlsx"
    archive.put(result_key, write_result(returned, verdicts, language), XLSX)
    cells = [(one.cell, one.message(language)) for one in returned.refusals]
    cells += [(one.cell, one.message) for one in verdicts.values() if not one.accepted]
    return _keep(
        fresh.but(
            workbook=file.number,
            accepted=sum(verdict.accepted for verdict in verdicts.values()),
            refused=len(cells),
            refusals=tuple(f"{cell}: {message}" for cell, message in cells[:REFUSALS_KEPT_MAX]),
            result_key=result_key,
        ),
        desk,
    )


def _own_workbook(supplier: str, number: str, desk: Desk) -> WorkbookFile:
    file = desk.workbook(supplier, number) if number else None
    if file is None or file.state is not WorkbookState.WRITTEN:
        raise WorkbookRefused("NOT_YOURS", file_refusal_text("NOT_YOURS", number or "?"))
    return file


def _keep(returned: ReturnedFile, desk: Desk) -> ReturnedFile:
    desk.commit(Change(puts=(returned,)))
    return returned


class _Judge:
    """Judges the rows of one returned file, and applies those that stand."""

    def __init__(
        self, manifest: Manifest, settings: Settings, language: Language, desk: Desk, now: datetime
    ) -> None:
        self._expected = {row.row_key: row for row in manifest.rows}
        self._carriers = settings.carriers
        self._language = language
        self._desk = desk
        self._now = now

    def judged(self, returned: ReturnedWorkbook) -> Verdicts:
        """Return a verdict for every row that says something."""
        verdicts: Verdicts = {}
        own: list[ReturnedRow] = []
        for row in returned.rows:
            expected = self._expected.get(row.row_key)
            if expected is not None and _fits(row, expected):
                own.append(replace(row, parcel_id=expected.parcel_id))
            elif row.is_answered:
                code = "ROW_FOREIGN" if expected is None else "ROW_MIXED"
                verdicts[row.sheet_row] = self._refused(row, code, Field.KEY)
        answers, differing = parcel_answers(replace(returned, rows=tuple(own)))
        for refusal in differing:
            verdicts[refusal.sheet_row] = Verdict(
                False, refusal.code, refusal.message(self._language), refusal.cell
            )
        used: dict[Tracking, str] = {}
        for answer in answers:
            verdicts |= self._answered(answer, used)
        return dict(sorted(verdicts.items()))

    def _answered(self, answer: ParcelAnswer, used: dict[Tracking, str]) -> Verdicts:
        if not (answer.carrier_text or answer.number_text):
            return dict(self._all(answer, "NOTE_ONLY"))
        tracking = recognise(answer.carrier_text, answer.number_text, self._carriers)
        if isinstance(tracking, Unrecognised):
            message = tracking.message(self._language)
            return {
                row.sheet_row: Verdict(False, tracking.code, message, row.cells[Field.NUMBER.value])
                for row in answer.rows
            }
        if used.setdefault(tracking, answer.parcel_id) != answer.parcel_id:
            return dict(self._all(answer, "NUMBER_ELSEWHERE"))
        numbered = until_settled(
            partial(
                number_parcel,
                answer.parcel_id,
                tracking,
                self._lines(answer),
                answer.notes,
                desk=self._desk,
                now=self._now,
            )
        )
        return dict(self._numbered(answer, numbered))

    def _lines(self, answer: ParcelAnswer) -> tuple[LineKey, ...]:
        # A combo has several rows of one line.
        return tuple(dict.fromkeys(self._expected[row.row_key].line for row in answer.rows))

    def _numbered(
        self, answer: ParcelAnswer, numbered: dict[LineKey, Numbering]
    ) -> Iterator[tuple[int, Verdict]]:
        for row in answer.rows:
            verdict = numbered[self._expected[row.row_key].line]
            accepted = verdict in (Numbering.ACCEPTED, Numbering.SAME)
            message = numbering_text(verdict.value, self._language)
            cell = row.cells[Field.NUMBER.value]
            yield row.sheet_row, Verdict(accepted, verdict.value, message, cell)

    def _all(self, answer: ParcelAnswer, code: str) -> Iterable[tuple[int, Verdict]]:
        return ((row.sheet_row, self._refused(row, code, Field.NUMBER)) for row in answer.rows)

    def _refused(self, row: ReturnedRow, code: str, field: Field) -> Verdict:
        message = refusal_text(code, self._language, value=row.number_text)
        return Verdict(False, code, message, row.cells[field.value])


def _fits(row: ReturnedRow, expected: ManifestRow) -> bool:
    """A cell that the supplier deleted says nothing; one that says something else is refused."""
    same_parcel = row.parcel_id in ("", expected.parcel_id)
    return same_parcel and row.order_id in ("", expected.line.order.order_id)
