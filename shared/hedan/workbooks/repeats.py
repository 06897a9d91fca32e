"""Rows that stand several times in a sheet: pasted, copied, sorted into one another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from hedan.domain.workbook_columns import Field
from hedan.workbooks.returned import CellRefusal, ReturnedRow


def without_repeats(
    rows: Sequence[ReturnedRow],
    refused_keys: Mapping[str, int],
    sheet: str,
    letters: Mapping[Field, str],
) -> tuple[list[ReturnedRow], list[CellRefusal]]:
    """Of rows with one key keep one, if those that are filled in say the same.

    refused_keys: keys of rows that are refused for what was filled in, with the row. Whoever
    wrote something else into a copy of such a row may mean another parcel.
    Returned are the rows that stay, and a refusal for each that contradicts another.
    """
    by_key: dict[str, list[ReturnedRow]] = defaultdict(list)
    for row in rows:
        by_key[row.row_key].append(row)
    found: list[CellRefusal] = []
    dropped: set[int] = set()
    for key, same in by_key.items():
        refused = [refused_keys[key]] if key in refused_keys else []
        if len(same) == 1 and not refused:
            continue
        answers = {row.answer for row in same if row.is_answered}
        if len(answers) + len(refused) > 1:
            where = ", ".join(map(str, sorted([*refused, *(row.sheet_row for row in same)])))
            found += [_twice(row, sheet, letters[Field.KEY], where) for row in same]
            dropped |= {row.sheet_row for row in same}
        else:
            kept = next((row for row in same if row.is_answered), same[0])
            dropped |= {row.sheet_row for row in same if row is not kept}
    return [row for row in rows if row.sheet_row not in dropped], found


def _twice(row: ReturnedRow, sheet: str, letters: str, where: str) -> CellRefusal:
    cell = f"{letters}{row.sheet_row}"
    return CellRefusal(sheet, row.sheet_row, cell, Field.KEY, "KEY_TWICE", row.row_key, where)
