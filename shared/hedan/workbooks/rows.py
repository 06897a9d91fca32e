"""What a supplier workbook says: its head and its rows, before anything is a cell."""

from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field, PositiveInt

from hedan.domain.base import Frozen, Id, SupplierId

Language = Literal["zh", "en"]


def _is_zone(name: str) -> str:
    ZoneInfo(name)
    return name


WorkbookNumber = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}-[0-9]{1,12}$")]
"""The supplier's id and a count: people read it out on the phone."""


class WorkbookHead(Frozen):
    """What the whole file is: whose, which, after which."""

    number: WorkbookNumber
    supplier_id: SupplierId
    supplier_name: str
    predecessor: str = ""  # Number of the file before this one; empty for the first.
    made_at: AwareDatetime
    language: Language = "zh"
    time_zone: Annotated[str, AfterValidator(_is_zone)] = "Asia/Shanghai"
    page_url: str = ""  # Where the filled file is handed back.
    carriers: tuple[str, ...] = ()  # Names for the drop-down list.


class WorkbookRow(Frozen):
    """One row of the Ship sheet, in the words that the supplier reads.

    It stands for one line of one parcel, or for several (workbook_columns.RowPer): then SKU, name
    and spec say each of them on a line of its own.
    """

    row_key: Id
    parcel_id: Id
    part: str  # "1/2": which row of its parcel this is.
    order_id: str  # Of several orders: all their ids (domain.workbook_columns.order_text).
    store_name: str
    sku: str
    name: str
    spec: str
    quantity: PositiveInt
    is_gift: bool
    receiver_name: str
    receiver_phone: str
    region: str
    address: str
    remarks: str  # Every remark with its order, one a line.
    deadline: AwareDatetime | None
    reasons: str  # Why this parcel is merged or split.
    package: str = ""  # What the parcel is packed in; empty: the packer chooses.
    inserts: str = ""  # What is put in beside the goods.


class PickRow(NamedTuple):
    """One row of the pick list: a total, or what of it is for one parcel."""

    shelf: str
    sku: str
    name: str
    spec: str
    parcel_id: str  # Empty: the total.
    units: int

    @property
    def is_total(self) -> bool:
        """Whether it is the total of a SKU on a shelf, which the rows below it add up to."""
        return not self.parcel_id
