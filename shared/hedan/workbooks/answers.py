"""From rows to parcels: what the supplier says about each parcel, in one piece."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hedan.domain.workbook_columns import Field
from hedan.workbooks.returned import CellRefusal, ReturnedRow, ReturnedWorkbook


@dataclass(frozen=True, slots=True)
class ParcelAnswer:
    """One parcel's answer; the first of its rows is enough, more rows must agree."""

    parcel_id: str
    carrier_text: str
    number_text: str
    notes: tuple[str, ...]  # Each once, in the order of the rows.
    rows: tuple[ReturnedRow, ...]  # Those that are filled in.


def parcel_answers(
    returned: ReturnedWorkbook,
) -> tuple[tuple[ParcelAnswer, ...], tuple[CellRefusal, ...]]:
    """Return an answer per parcel that is filled in, and a refusal per row that contradicts.

    Rows without a parcel's id (the supplier deleted the column) are each a parcel of their own;
    whoever knows the row keys may bring them together.
    """
    by_parcel: dict[str, list[ReturnedRow]] = defaultdict(list)
    for row in returned.rows:
        if row.is_answered:
            by_parcel[row.parcel_id or f"row {row.row_key}"].append(row)
    answers: list[ParcelAnswer] = []
    refusals: list[CellRefusal] = []
    for rows in by_parcel.values():
        carriers = _different(row.carrier_text for row in rows)
        numbers = _different(row.number_text for row in rows)
        if len(carriers) > 1 or len(numbers) > 1:
            refusals += _contradicting(returned, rows)
            continue
        answers.append(
            ParcelAnswer(
                parcel_id=rows[0].parcel_id,
                carrier_text="".join(carriers),
                number_text="".join(numbers),
                notes=_different(row.note for row in rows),
                rows=tuple(rows),
            )
        )
    return tuple(answers), tuple(refusals)


def _different(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _contradicting(returned: ReturnedWorkbook, rows: list[ReturnedRow]) -> list[CellRefusal]:
    where = ", ".join(str(row.sheet_row) for row in rows)
    return [
        CellRefusal(
            sheet=returned.table.name,
            sheet_row=row.sheet_row,
            cell=row.cells[Field.NUMBER.value],
            field=Field.NUMBER,
            code="ANSWERS_DIFFER",
            value=row.number_text,
            more=where,
        )
        for row in rows
    ]
