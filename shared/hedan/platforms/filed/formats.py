"""What each platform's bulk-shipping upload wants to read, as data.

Sources: woocommerce: the CSV import that Advanced Shipment Tracking (zorem) documents, 2025; mall:
our own contract. The others stand behind a seller's log-in: their headings are from memory and to
be confirmed in the console, by downloading its empty template; a heading that differs is set in
the store's options. Where a limit is not known, the file is kept short: more files do no harm.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple, cast

from hedan.errors import SettingsInvalid
from hedan.platforms.platform import ShipShape
from hedan.settings import CarrierSettings, StoreSettings

type Kind = Literal["xlsx", "csv"]

# The fewest rows that any of these uploads is said to take at once.
ROWS_MAX_UNCONFIRMED = 1_000
# A batch of rows goes into less than a hundred files, whatever is set.
ROWS_MAX_LEAST = 500
ROWS_MAX_MOST = 50_000
ENCODINGS = frozenset({"utf-8", "utf-8-sig", "gb18030"})
"""gb18030 writes what GBK can say exactly as GBK does."""


class Cell(StrEnum):
    """What stands in a column."""

    ORDER = "order"
    LINE = "line"  # Empty in a row that speaks of a whole order.
    QUANTITY = "quantity"
    CARRIER = "carrier"
    NUMBER = "number"
    WHOLE = "whole"  # Whether the order is complete with this row.
    BLANK = "blank"  # The upload wants the column and takes it empty.


REQUIRED = frozenset({Cell.ORDER, Cell.CARRIER, Cell.NUMBER})


class Column(NamedTuple):
    """One column of a file."""

    cell: Cell
    heading: str


class Words(NamedTuple):
    """How a row says whether its order is complete with it."""

    whole: str
    part: str


NO_WORDS = Words("", "")


@dataclass(frozen=True, slots=True)
class BulkFormat:
    """One platform's file."""

    columns: tuple[Column, ...]
    kind: Kind = "xlsx"
    encoding: str = "utf-8"  # Of a .csv.
    sheet: str = "发货"  # Of an .xlsx.
    rows_max: int = ROWS_MAX_UNCONFIRMED  # Below the headings.
    words: Words = NO_WORDS
    always_by_line: bool = False  # A whole order is told line by line too.
    wants_codes: bool = False  # The platform's carrier codes instead of names.
    one_line_orders: bool = False  # The platform knows no order of several lines.

    def has(self, cell: Cell) -> bool:
        """Tell whether the file can say this."""
        return any(column.cell is cell for column in self.columns)

    @property
    def ships(self) -> frozenset[ShipShape]:
        """Which shipments the file can tell without saying more than is true."""
        shapes = {ShipShape.WHOLE}
        if self.has(Cell.LINE) or self.has(Cell.WHOLE):
            shapes |= {ShipShape.PART, ShipShape.MERGED}
        if self.one_line_orders:  # No member of a merged parcel can be a part of its order.
            shapes.add(ShipShape.MERGED)
        if self.has(Cell.LINE) and self.has(Cell.QUANTITY):
            shapes.add(ShipShape.SPLIT_QUANTITY)
        return frozenset(shapes)


FORMATS: dict[str, BulkFormat] = {
    "doudian": BulkFormat(  # To be confirmed in the console.
        columns=(
            Column(Cell.ORDER, "订单编号"),
            Column(Cell.LINE, "子订单编号"),
            Column(Cell.CARRIER, "物流公司"),
            Column(Cell.NUMBER, "运单号"),
        ),
    ),
    "pinduoduo": BulkFormat(  # To be confirmed in the console.
        columns=(
            Column(Cell.ORDER, "订单号"),
            Column(Cell.CARRIER, "快递公司"),
            Column(Cell.NUMBER, "快递单号"),
        ),
        one_line_orders=True,  # An order of this platform is one item in some quantity.
    ),
    "taobao": BulkFormat(  # To be confirmed in the console.
        columns=(
            Column(Cell.ORDER, "订单编号"),
            Column(Cell.CARRIER, "物流公司"),
            Column(Cell.NUMBER, "物流单号"),
        ),
    ),
    "aliexpress": BulkFormat(  # To be confirmed in the console.
        columns=(
            Column(Cell.ORDER, "订单号"),
            Column(Cell.CARRIER, "物流服务名称"),
            Column(Cell.NUMBER, "运单号"),
            Column(Cell.WHOLE, "发货状态"),
        ),
        words=Words("全部发货", "部分发货"),
    ),
    "woocommerce": BulkFormat(
        columns=(
            Column(Cell.ORDER, "order_id"),
            Column(Cell.CARRIER, "tracking_provider"),
            Column(Cell.NUMBER, "tracking_number"),
            Column(Cell.BLANK, "date_shipped"),  # Empty: the day of the import.
            Column(Cell.WHOLE, "status_shipped"),
        ),
        kind="csv",
        words=Words("1", "2"),
    ),
    "mall": BulkFormat(
        columns=(
            Column(Cell.ORDER, "order_id"),
            Column(Cell.LINE, "line_id"),
            Column(Cell.QUANTITY, "quantity"),
            Column(Cell.CARRIER, "carrier_code"),
            Column(Cell.NUMBER, "tracking_no"),
        ),
        kind="csv",
        rows_max=10_000,
        always_by_line=True,
        wants_codes=True,
    ),
}

OPTIONS: dict[str, str] = {
    **{
        f"bulk_heading_{cell}": f"heading of the bulk-shipping file's column '{cell}'; "
        + ("it cannot be empty" if cell in REQUIRED else "empty: the column is left out")
        for cell in (Cell.ORDER, Cell.LINE, Cell.QUANTITY, Cell.CARRIER, Cell.NUMBER, Cell.WHOLE)
    },
    "bulk_kind": "xlsx or csv: what the platform's bulk upload takes",
    "bulk_encoding": f"of a csv: {', '.join(sorted(ENCODINGS))} (GBK is within gb18030)",
    "bulk_rows_max": "how many rows one bulk-shipping file may have",
    "bulk_carriers": "what the upload calls a carrier, by our code: 'yto=圆通速递, sf=顺丰速运'",
}


def format_of(store: StoreSettings) -> BulkFormat:
    """Return the store's file, as its platform's table and its options say.

    Raises SettingsInvalid with the option's name, and for a platform without a known file.
    """
    known = FORMATS.get(store.platform)
    if known is None:
        raise SettingsInvalid(f"store {store.id}: no bulk-shipping file for {store.platform}")
    return replace(
        known,
        columns=tuple(
            column for column in (_column(store, one) for one in known.columns) if column.heading
        ),
        kind=_kind(store, known),
        encoding=_encoding(store, known),
        rows_max=_rows_max(store, known),
    )


def carrier_words(
    store: StoreSettings, bulk: BulkFormat, carriers: tuple[CarrierSettings, ...]
) -> dict[str, str]:
    """Return what the upload calls each of our carriers, by our code.

    One whose code on the platform is wanted and not known is left out.
    """
    words = {
        carrier.code: carrier.platform_codes.get(store.platform, "")
        if bulk.wants_codes
        else carrier.name
        for carrier in carriers
    }
    for entry in filter(None, store.options.get("bulk_carriers", "").split(",")):
        code, equals, word = (part.strip() for part in entry.partition("="))
        if not (code and equals and word):
            raise _invalid(store, "bulk_carriers", f"'{entry.strip()}' is not code=word")
        words[code] = word
    return {code: word for code, word in words.items() if word}


def _column(store: StoreSettings, column: Column) -> Column:
    if column.cell is Cell.BLANK:
        return column
    name = f"bulk_heading_{column.cell}"
    heading = store.options.get(name, column.heading).strip()
    if not heading and column.cell in REQUIRED:
        raise _invalid(store, name, "the upload cannot do without this column")
    return Column(column.cell, heading)


def _kind(store: StoreSettings, known: BulkFormat) -> Kind:
    kind = store.options.get("bulk_kind", known.kind)
    if kind not in {"xlsx", "csv"}:
        raise _invalid(store, "bulk_kind", f"'{kind}' is neither xlsx nor csv")
    return cast("Kind", kind)


def _encoding(store: StoreSettings, known: BulkFormat) -> str:
    encoding = store.options.get("bulk_encoding", known.encoding)
    if encoding not in ENCODINGS:
        allowed = ", ".join(sorted(ENCODINGS))
        raise _invalid(store, "bulk_encoding", f"'{encoding}' is none of {allowed}")
    return encoding


def _rows_max(store: StoreSettings, known: BulkFormat) -> int:
    text = store.options.get("bulk_rows_max", str(known.rows_max))
    is_number = text.isascii() and text.isdecimal()
    if not (is_number and ROWS_MAX_LEAST <= int(text) <= ROWS_MAX_MOST):
        why = f"'{text}' is not a number from {ROWS_MAX_LEAST} to {ROWS_MAX_MOST}"
        raise _invalid(store, "bulk_rows_max", why)
    return int(text)


def _invalid(store: StoreSettings, option: str, why: str) -> SettingsInvalid:
    return SettingsInvalid(f"store {store.id}, options.{option}: {why}")
