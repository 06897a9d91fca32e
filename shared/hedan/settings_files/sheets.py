"""The sheets of the settings workbook: one for each subject, their columns from the models."""

from functools import cache
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from hedan.domain.rules import (
    Accept,
    AddGift,
    Ask,
    HoldIt,
    Merge,
    NeverMerge,
    Prioritise,
    Refuse,
    ReleaseIt,
    Route,
    Rule,
    Split,
    TagIt,
    Tell,
    UseCarrier,
    UsePackage,
    WaitUntil,
)
from hedan.platforms.registry import CAPABILITIES
from hedan.settings import (
    AgreedPrice,
    AutoAnswer,
    BlockedBuyer,
    CarrierName,
    CarrierSettings,
    CaseReason,
    Contact,
    InsertSettings,
    ListingPart,
    ListingSettings,
    OfferRule,
    OwnText,
    PackageSettings,
    RegionPrice,
    ReturnPolicy,
    RobotSettings,
    Settings,
    SkuSettings,
    Source,
    StockPlaceSettings,
    StoreSettings,
    SupplierSettings,
    TemplateColumn,
    WorkbookTemplate,
)
from hedan.settings.problems import REFERENCES
from hedan.settings_files.kinds import Kind, Shape, shape_of

GENERAL: Final = "general"
HELP: Final = "help"


class Column(NamedTuple):
    """One column: its name is the field's, or the action column's."""

    name: str
    shape: Shape
    refers: str = ""  # The subject whose names are offered.


class Sheet(NamedTuple):
    """One sheet. What an entry holds several of stands in rows of their own below its first."""

    name: str  # In texts.settings.SHEETS.
    subject: str  # The field of Settings.
    keys: tuple[str, ...]  # The columns that tell one entry from the next.
    columns: tuple[Column, ...]  # Of the entry itself.
    parts: str = ""  # The entry's field that the further columns fill, one row each.
    part_columns: tuple[Column, ...] = ()
    # Its rows fill a field of this subject's entries: its first column says of which entry.
    of: str = ""
    fills: str = ""

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column, from the left."""
        return self.columns + self.part_columns


class GroupRow(NamedTuple):
    """One row of the general sheet: a value that there is once."""

    path: tuple[str, ...]
    shape: Shape

    @property
    def key(self) -> str:
        """As settings.yaml names it."""
        return ".".join(self.path)


# --- What a rule does: one row for each action --------------------------------------------------

# For each action, which of its fields stands in which column.
ACTION_FIELDS: Final[dict[type[BaseModel], dict[str, str]]] = {
    HoldIt: {
        "value": "reason",
        "who": "post",
        "severity": "severity",
        "due_minutes": "due_minutes",
        "until_hours": "until_hours_before_deadline",
    },
    ReleaseIt: {"value": "finding"},
    TagIt: {"value": "tag"},
    Prioritise: {"value": "hours_earlier"},
    Accept: {},
    WaitUntil: {"value": "minutes_after_payment"},
    Ask: {"value": "question", "who": "post"},
    Refuse: {"value": "reason"},
    Merge: {"value": "window_minutes"},
    NeverMerge: {},
    Split: {},
    Route: {"value": "supplier"},
    UseCarrier: {"value": "carrier"},
    UsePackage: {"value": "package"},
    AddGift: {
        "value": "sku",
        "quantity": "quantity",
        "first_per_day": "first_per_day",
        "exclusive": "exclusive",
        "orders_from": "orders_from",
        "if_out": "if_out",
    },
    Tell: {"value": "text", "who": "to"},
}
ACTIONS: Final = {str(model.model_fields["do"].default): model for model in ACTION_FIELDS}
ACTION_COLUMNS: Final = (
    Column("do", Shape(Kind.CHOICE, tuple(ACTIONS), required=True)),
    Column("value", Shape(Kind.TEXT)),
    Column("quantity", Shape(Kind.WHOLE)),
    Column("who", Shape(Kind.CHOICE, ("operator", "owner", "warehouse", "nobody", "supplier"))),
    Column("severity", Shape(Kind.CHOICE, ("stop", "ask"))),
    Column("due_minutes", Shape(Kind.WHOLE)),
    Column("until_hours", Shape(Kind.WHOLE)),
    Column("first_per_day", Shape(Kind.WHOLE)),
    Column("exclusive", Shape(Kind.TEXT)),
    Column("orders_from", Shape(Kind.INSTANT)),
    Column("if_out", Shape(Kind.CHOICE, ("skip", "hold"))),
)


@cache
def action_shape(do: str, column: str) -> tuple[str, Shape] | None:
    """Return which field of an action a column holds, and how; None: it has no such field."""
    model = ACTIONS[do]
    field = ACTION_FIELDS[model].get(column)
    return (field, shape_of(model.model_fields[field])) if field is not None else None


# --- The sheets ---------------------------------------------------------------------------------


def _columns(
    subject: str, model: type[BaseModel], without: tuple[str, ...] = ()
) -> tuple[Column, ...]:
    return tuple(
        Column(name, shape, _offered(subject, name, shape))
        for name in model.model_fields
        if name not in without
        for shape in (_shape(name, model),)
    )


def _offered(subject: str, name: str, shape: Shape) -> str:
    """Return whose names a cell may be chosen from; of several in one cell none can be."""
    return "" if shape.kind is Kind.LIST else REFERENCES.get((subject, name), "")


def _shape(name: str, model: type[BaseModel]) -> Shape:
    shape = shape_of(model.model_fields[name])
    if name == "platform":
        return shape._replace(kind=Kind.CHOICE, choices=tuple(CAPABILITIES))
    return shape


def _simple(subject: str, model: type[BaseModel], key: str) -> Sheet:
    return Sheet(subject, subject, (key,), _columns(subject, model))


def _inside(subject: str, model: type[BaseModel], of: str, name: str, fills: str) -> Sheet:
    """Return a sheet whose rows stand in entries of another one, which its first column names."""
    owner = Column(name, Shape(Kind.TEXT, required=True), of)
    return Sheet(subject, subject, (), (owner, *_columns(subject, model)), of=of, fills=fills)


PRICES: Final = _inside("prices", RegionPrice, "carriers", "carrier", "prices")
SOURCES: Final = _inside("sources", Source, "skus", "sku", "sources")
SHEETS: Final = (
    _simple("stores", StoreSettings, "id"),
    _simple("suppliers", SupplierSettings, "id"),
    Sheet("skus", "skus", ("sku",), _columns("skus", SkuSettings, ("sources",))),
    SOURCES,
    Sheet(
        "listings",
        "listings",
        ("store", "code", "sku_id"),
        _columns("listings", ListingSettings, ("parts",)),
        "parts",
        tuple(
            column._replace(refers="skus") if column.name == "sku" else column
            for column in _columns("parts", ListingPart)
        ),
    ),
    _simple("stock_places", StockPlaceSettings, "id"),
    Sheet("carriers", "carriers", ("code",), _columns("carriers", CarrierSettings, ("prices",))),
    PRICES,
    Sheet(
        "workbooks",
        "workbooks",
        ("supplier",),
        _columns("workbooks", WorkbookTemplate, ("columns",)),
        "columns",
        _columns("columns", TemplateColumn),
    ),
    Sheet(
        "agreed_prices",
        "agreed_prices",
        ("supplier", "sku", "since"),
        _columns("agreed_prices", AgreedPrice),
    ),
    Sheet(
        "carrier_names",
        "carrier_names",
        ("supplier", "name"),
        _columns("carrier_names", CarrierName),
    ),
    _simple("packages", PackageSettings, "code"),
    _simple("inserts", InsertSettings, "code"),
    Sheet("rules", "rules", ("id",), _columns("rules", Rule, ("then",)), "then", ACTION_COLUMNS),
    _simple("blocked_buyers", BlockedBuyer, "buyer_id"),
    _simple("contacts", Contact, "name"),
    _simple("robots", RobotSettings, "id"),
    _simple("return_policies", ReturnPolicy, "id"),
    _simple("auto_answers", AutoAnswer, "id"),
    _simple("offers", OfferRule, "id"),
    _simple("case_reasons", CaseReason, "code"),
    _simple("texts", OwnText, "key"),
)


@cache
def group_rows() -> tuple[GroupRow, ...]:
    """Return the rows of the general sheet: every value of the settings that there is once."""
    listed = {sheet.subject for sheet in SHEETS} | {"version"}
    names = [name for name in Settings.model_fields if name not in listed]
    return tuple(row for name in names for row in _rows(Settings, name, ()))


def _rows(model: type[BaseModel], name: str, above: tuple[str, ...]) -> tuple[GroupRow, ...]:
    field, path = model.model_fields[name], (*above, name)
    inner: Any = field.annotation
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return tuple(row for one in inner.model_fields for row in _rows(inner, one, path))
    return (GroupRow(path, shape_of(field)),)
