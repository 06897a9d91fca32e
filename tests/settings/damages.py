"""Ways in which a settings workbook gets damaged, each with the cells that must be named for it."""

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from openpyxl import Workbook

from hedan.settings.problems import NAMED_BY, REFERENCES
from hedan.settings_files.book_writing import FIRST_ROW, HEADING_ROW
from hedan.settings_files.kinds import Kind
from hedan.settings_files.sheets import SHEETS, Column, Sheet, action_shape, group_rows
from hedan.texts.settings import value_of_word
from hedan.texts.settings_columns import SHEETS as TITLES
from hedan.workbooks.cells import column_letters

SEED = 20261122
SKUS = next(sheet for sheet in SHEETS if sheet.subject == "skus")


class Damage(NamedTuple):
    """One damage: what is done to the workbook, and which cells are refused as what."""

    name: str
    kind: str
    do: Callable[[Workbook], None]
    places: frozenset[tuple[str, str]]  # Place and code.


def all_damages(book: Workbook) -> list[Damage]:
    """Return every damage that this workbook (in Chinese) can take, in an order by chance."""
    found = [*_of_cells(book), *_of_sheets(), *_of_rows(book), *_of_general(book)]
    random.Random(SEED).shuffle(found)
    return found


def some_damages(book: Workbook, count: int) -> list[Damage]:
    """Return so many of them, with at least two of each kind where there are two."""
    by_kind: dict[str, list[Damage]] = {}
    for damage in all_damages(book):
        by_kind.setdefault(damage.kind, []).append(damage)
    chosen = [damage for damages in by_kind.values() for damage in damages[:2]]
    rest = [damage for damages in by_kind.values() for damage in damages[2:]]
    random.Random(SEED).shuffle(rest)
    return chosen + rest[: count - len(chosen)]


def _cell(sheet: Sheet, column: str, row: int) -> tuple[str, str]:
    names = [one.name for one in sheet.all_columns]
    return TITLES[sheet.name].zh, f"{column_letters(names.index(column) + 1)}{row}"


def _set(kind: str, sheet: Sheet, column: str, row: int, value: Any, code: str) -> Damage:
    title, address = _cell(sheet, column, row)

    def do(book: Workbook) -> None:
        cell = book[title][address]
        cell.value = value
        if isinstance(value, str) and not value.startswith("="):
            cell.data_type = "s"

    places = frozenset({(f"{title}!{address}", code)})
    return Damage(f"{kind} {title}!{address}", kind, do, places)


def _filled(book: Workbook) -> Iterator[tuple[Sheet, Column, int, Any]]:
    """Yield every filled cell of an entry, with its column; an action's as what it holds."""
    for sheet in SHEETS:
        drawn = book[TITLES[sheet.name].zh]
        names = [one.name for one in sheet.all_columns]
        for row in range(FIRST_ROW, drawn.max_row + 1):
            for at, column in enumerate(sheet.all_columns, start=1):
                value = drawn.cell(row, at).value
                if value in (None, ""):
                    continue
                if sheet.subject == "rules" and column in sheet.part_columns[1:]:
                    do = drawn.cell(row, names.index("do") + 1).value
                    shaped = action_shape(value_of_word(str(do), _do_choices(sheet)), column.name)
                    assert shaped is not None
                    field, shape = shaped
                    column = Column(column.name, shape, _REFERS.get(field, ""))  # noqa: PLW2901
                yield sheet, column, row, value


# What no cell of a kind may say.
_WRONG = {
    Kind.YES_NO: [("neither yes nor no", "也许", "NOT_YES_NO")],
    Kind.CHOICE: [("no such choice", "wharehouse", "NOT_ONE_OF")],
    Kind.DATE: [("no date", "明年", "NOT_A_DATE")],
    Kind.DATES: [
        ("no dates", "2026-10-01, 国庆", "NOT_A_DATE"),
        ("no such day", "2026-02-30", "NOT_A_DATE"),
    ],
    Kind.INSTANT: [("no time", "双十一晚上", "NOT_A_TIME")],
    Kind.PERIODS: [("no period", "双十一", "BAD_PERIOD")],
    Kind.PAIRS: [("no pairs", "shunfeng", "BAD_PAIRS")],
}
_REFERS = {"supplier": "suppliers", "carrier": "carriers", "sku": "skus"}


def _do_choices(sheet: Sheet) -> tuple[str, ...]:
    return sheet.part_columns[0].shape.choices


def _of_cells(book: Workbook) -> Iterator[Damage]:
    for sheet, column, row, _ in _filled(book):
        name, kind = column.name, column.shape.kind
        further = sheet.parts and name in sheet.keys and _repeats(book, sheet, row)
        if further:
            continue  # What an entry is known by stands in each of its rows: see _of_rows.
        yield _set("formula", sheet, name, row, '="a"&"b"', "FORMULA")
        if kind is Kind.WHOLE:
            yield _set("text for a number", sheet, name, row, "三个", "NOT_WHOLE")
            yield _set("half", sheet, name, row, 2.5, "NOT_WHOLE")
            if name != "value":
                yield _set("negative", sheet, name, row, -1, _negative(sheet, name))
        elif kind in (Kind.TEXT, Kind.CODE):
            yield from _of_texts(sheet, column, row)
        elif (sheet.subject, name) in REFERENCES:
            yield _set("one leads nowhere", sheet, name, row, "nobody-knows", "NO_SUCH")
        for called, value, code in _WRONG.get(kind, ()):
            yield _set(called, sheet, name, row, value, code)


def _of_texts(sheet: Sheet, column: Column, row: int) -> Iterator[Damage]:
    name = column.name
    yield _set("digits lost", sheet, name, row, "1.2E+11", "DIGITS_LOST")
    yield _set("error", sheet, name, row, "#REF!", "ODD_VALUE")
    if column.refers:
        yield _set("leads nowhere", sheet, name, row, "nobody-knows", "NO_SUCH")
    if name == "number_pattern":
        yield _set("bad pattern", sheet, name, row, "SF[0-9", "BAD_REGEX")
    if name == "when":
        yield _set("unknown name", sheet, name, row, "order.totl > 5", "BAD_CONDITION")
        yield _set("wrong types", sheet, name, row, 'order.total > "a"', "BAD_CONDITION")
        yield _set("no condition", sheet, name, row, "order.total >", "BAD_CONDITION")
    if name == "time_zone":
        yield _set("no zone", sheet, name, row, "Asia/Shanghia", "NO_SUCH_ZONE")
    if name == "fall_back":
        yield _set("own fall-back", sheet, name, row, "fab-a", "LEADS_BACK")
        own = _set("circle", sheet, name, row, "fab-b", "LEADS_BACK")
        other = _set("circle", sheet, name, row + 1, "fab-a", "LEADS_BACK")
        yield other._replace(places=own.places | other.places)
    if name == "id" and sheet.subject in ("stock_places",):
        bad = _set("bad id", sheet, name, row, "一号", "BAD_SHAPE")
        # The SKU that lies there: its own place leads nowhere now.
        (_, used), title = _cell(SKUS, "stock_place", FIRST_ROW + 1), TITLES["skus"].zh
        yield bad._replace(places=bad.places | {(f"{title}!{used}", "NO_SUCH")})
    if column.shape.required and name not in NAMED_BY.values() and not sheet.parts:
        yield _set("missing", sheet, name, row, None, "MISSING")


def _negative(sheet: Sheet, name: str) -> str:
    """Which complaint a minus one meets, as the models say it."""
    least_one = {"poll_minutes", "link_days", "link_generation", "quantity_max", "quantity"}
    least_one |= {"wave_at_parcels", "urgent_hours", "daily_parcels_max", "silent_minutes"}
    least_one |= {"stop_grace_minutes"}
    least_one |= {"first_grams", "next_grams", "due_minutes", "after_sales_minutes"}
    at_least = sheet.subject == "rules" and name == "quantity"
    return "TOO_SMALL_OR_EQUAL" if name in least_one and not at_least else "TOO_SMALL"


def _repeats(book: Workbook, sheet: Sheet, row: int) -> bool:
    drawn = book[TITLES[sheet.name].zh]
    names = [one.name for one in sheet.all_columns]

    def keys(at: int) -> list[Any]:
        return [drawn.cell(at, names.index(key) + 1).value for key in sheet.keys]

    return keys(row) in (keys(row - 1), keys(row + 1))


def _of_sheets() -> Iterator[Damage]:
    for sheet in SHEETS:
        title = TITLES[sheet.name].zh

        def remove(book: Workbook, title: str = title) -> None:
            del book[title]

        yield Damage(
            f"sheet removed {title}",
            "sheet removed",
            remove,
            frozenset({(title, "SHEET_MISSING")}),
        )
        for at, column in enumerate(sheet.all_columns, start=1):
            letters = column_letters(at)

            def clear(book: Workbook, title: str = title, letters: str = letters) -> None:
                book[title][f"{letters}{HEADING_ROW}"].value = None

            places = frozenset({(title, "HEADING_MISSING")})
            kind = "heading removed"
            yield Damage(f"{kind} {title}!{column.name}", kind, clear, places)


def _of_rows(book: Workbook) -> Iterator[Damage]:
    for sheet in SHEETS:
        title = TITLES[sheet.name].zh
        drawn = book[title]
        if sheet.subject in NAMED_BY and not sheet.parts and drawn.max_row > FIRST_ROW:
            field = NAMED_BY[sheet.subject]
            _, first = _cell(sheet, field, FIRST_ROW)
            name = drawn[first].value
            row = drawn.max_row + 1
            yield _twice(sheet, row, name)
        if drawn.max_row > FIRST_ROW and not sheet.parts and not sheet.of:
            first = f"{column_letters(2)}{FIRST_ROW}"

            def merge(book: Workbook, title: str = title) -> None:
                book[title].merge_cells(f"B{FIRST_ROW}:B{FIRST_ROW + 1}")

            places = frozenset({(f"{title}!{first}", "MERGED_CELLS")})
            yield Damage(f"merged {title}", "merged", merge, places)


def _twice(sheet: Sheet, row: int, name: Any) -> Damage:
    """The first entry once more, below the last one."""
    title, address = _cell(sheet, NAMED_BY[sheet.subject], row)

    def do(book: Workbook) -> None:
        drawn = book[title]
        for at in range(1, len(sheet.all_columns) + 1):
            drawn.cell(row, at).value = drawn.cell(FIRST_ROW, at).value
            drawn.cell(row, at).data_type = drawn.cell(FIRST_ROW, at).data_type

    return Damage(
        f"twice {title} {name}", "twice", do, frozenset({(f"{title}!{address}", "TWICE")})
    )


def _of_general(book: Workbook) -> Iterator[Damage]:
    title = TITLES["general"].zh
    drawn = book[title]
    for row, group in enumerate(group_rows(), start=FIRST_ROW):
        address = f"B{row}"
        assert drawn[f"D{row}"].value == group.key
        bad: tuple[Any, str] = {
            Kind.WHOLE: ("很多", "NOT_WHOLE"),
            Kind.YES_NO: ("也许", "NOT_YES_NO"),
            Kind.CHOICE: ("法文", "NOT_ONE_OF"),
        }.get(group.shape.kind, ("=A1", "FORMULA"))

        def spoil(book: Workbook, address: str = address, value: Any = bad[0]) -> None:
            book[title][address].value = value

        def drop(book: Workbook, row: int = row) -> None:
            book[title].delete_rows(row)

        place = frozenset({(f"{title}!{address}", bad[1])})
        yield Damage(f"general {group.key}", "general", spoil, place)
        gone = frozenset({(title, "ROW_MISSING")})
        yield Damage(f"general row removed {group.key}", "row removed", drop, gone)
