"""How one supplier's workbook looks, what its goods cost, what it calls the carriers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Bounded
from pydantic import NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Sku, SupplierId
from hedan.domain.workbook_columns import Field, RowPer, SortBy
from hedan.settings.values import Named


class TemplateColumn(Frozen):
    """One column of a supplier's Ship sheet, from the left."""

    field: Field | None = None  # None: a column of the supplier's own, with a fixed value.
    heading: str = ""  # Empty: the field's own name.
    fixed: str = ""  # What every row says, where it is no field.
    width: Annotated[int, Bounded(ge=3, le=80)] | None = None


class WorkbookTemplate(Frozen):
    """How a supplier wants its Ship sheet. A supplier without one gets the usual columns."""

    supplier: SupplierId
    row_per: RowPer = RowPer.LINE
    sort: SortBy = SortBy.PLAN
    store_as: Literal["name", "id", "none"] = "name"
    columns: tuple[TemplateColumn, ...] = ()  # Empty: the usual ones.


class AgreedPrice(Frozen):
    """What a supplier gets for a unit from a day on, until the next one of the same SKU."""

    supplier: SupplierId
    sku: Sku
    unit_minor: NonNegativeInt
    since: date  # By the supplier's clock.


class CarrierName(Frozen):
    """What one supplier calls a carrier: offered in its list, understood in its cells."""

    supplier: SupplierId
    carrier: Named
    name: Named


class NumberSettings(Frozen):
    """What has to happen after a number is known."""

    visible_minutes: PositiveInt = 30  # The platform shows it by then, or a person looks.
    first_scan_hours: PositiveInt = 24  # The carrier has scanned the parcel by then,
    warn_hours_before: PositiveInt = 6  # and its supplier is asked so long before.
