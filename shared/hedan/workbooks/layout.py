"""Which columns one supplier's Ship sheet has: its own template's, or the usual ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final

from hedan.domain.workbook_columns import Field, RowPer
from hedan.settings.supplying import TemplateColumn, WorkbookTemplate
from hedan.workbooks.cells import column_letters
from hedan.workbooks.columns import ALWAYS, COLUMN_OF, USUAL, Column
from hedan.workbooks.headings import plain
from hedan.workbooks.rows import Language
from hedan.workbooks.texts import HEADINGS, OTHER_HEADINGS, heading

OWN_WIDTH: Final = 14.0
# Brackets within brackets would end them.
NO_BRACKETS: Final = str.maketrans("()（）[]【】﹙﹚", " " * 10)
# These stay in sight while one looks at what stands far to the right.
FROZEN: Final = (Field.PARCEL, Field.PART)


@dataclass(frozen=True)
class Layout:
    """The columns of a Ship sheet from the left: hidden ones after the others, the key last."""

    columns: tuple[Column, ...]
    row_per: RowPer = RowPer.LINE

    @cached_property
    def letters(self) -> dict[Field, str]:
        """The letters of each field's column."""
        return {
            column.field: column_letters(position)
            for position, column in enumerate(self.columns, start=1)
            if column.field
        }

    @cached_property
    def last(self) -> str:
        """The letters of the last column, a hidden one."""
        return column_letters(len(self.columns))

    @cached_property
    def last_seen(self) -> str:
        """The letters of the last column that is not hidden."""
        return column_letters(sum(not column.hidden for column in self.columns))

    @cached_property
    def frozen(self) -> int:
        """How many columns at the left stay in sight."""
        return len(list(takewhile(lambda column: column.field in FROZEN, self.columns)))

    def shows(self, field: Field) -> bool:
        """Whether a person sees the field in a column of its own."""
        return any(column.field is field and not column.hidden for column in self.columns)


def layout_of(template: WorkbookTemplate, *, packages: bool = True, inserts: bool = True) -> Layout:
    """Return the columns of a template, or the usual ones where it names none.

    packages, inserts: whether the seller has any at all; if not, nothing usual says so.
    """
    unused = {
        *(() if packages else (Field.PACKAGE,)),
        *(() if inserts else (Field.INSERTS,)),
    }
    usual = (COLUMN_OF[field] for field in USUAL if field not in unused)
    # The key is last and hidden, whatever a template says: nobody is to touch it.
    asked = (column for column in template.columns if column.field is not Field.KEY)
    seen = tuple(map(_own, asked)) or tuple(usual)
    if template.store_as == "none":
        seen = tuple(column for column in seen if column.field is not Field.STORE)
    shown = {column.field for column in seen}
    hidden = (COLUMN_OF[field].but(hidden=True) for field in ALWAYS if field not in shown)
    return Layout((*seen, *hidden), template.row_per)


def shown_heading(column: Column, language: Language) -> str:
    """Return what stands over a column.

    A heading of the supplier's own is put in brackets, which the reader skips, wherever the
    reader would take the column for another one or would not know it.
    """
    own, field = column.heading, column.field
    if not own:
        return heading(field, language) if field else ""
    understood = _READ.get(plain(own))
    if understood is field and (understood or field is None):
        return own
    if understood is None and field not in READ_BACK:
        return own
    own = own.translate(NO_BRACKETS)
    return f"{heading(field, language)} （{own}）" if field else f"（{own}）"


def _own(column: TemplateColumn) -> Column:
    """Return a template's column as it is drawn."""
    if column.field is None:
        width = float(column.width or OWN_WIDTH)
        return Column(
            field=None, width=width, wrap=True, heading=column.heading, fixed=column.fixed
        )
    usual = COLUMN_OF[column.field]
    return usual.but(width=float(column.width or usual.width), heading=column.heading)


def _understood() -> Iterator[tuple[str, Field]]:
    for field, others in OTHER_HEADINGS.items():
        yield from ((plain(text), field) for text in others)
    for field, words in HEADINGS.items():
        yield from ((plain(text), field) for text in words.values())


_READ: Final = dict(_understood())
# The columns that are found by their headings in a file that comes back.
READ_BACK: Final = frozenset(OTHER_HEADINGS)

USUAL_LAYOUT: Final = layout_of(WorkbookTemplate(supplier="usual"))
