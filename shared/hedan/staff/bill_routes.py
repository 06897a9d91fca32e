"""Routes for what is settled with suppliers: goods that come back, and the account of a month."""

from http import HTTPStatus
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from hedan.domain.base import Frozen
from hedan.domain.bills import BillDay
from hedan.domain.people import Act
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.settings import SupplierSettings
from hedan.staff.fields import IdInPath, Reason
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.usecases.accounts.bill import (
    DatedEntry,
    MonthBill,
    listed_returns,
    month_bill,
    this_month,
)
from hedan.usecases.accounts.settle_return import settle_return

routes = Routes("bills")

# More than anybody talks through; all of them stand in the workbook.
DIFFERENCES_SHOWN = 500
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Month = Annotated[
    str | None,
    Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="2026-11; without it the present one"),
]
OfSupplier = Annotated[
    str | None, Query(min_length=1, max_length=32, description="Only of this supplier")
]


class ReturnsShown(Frozen):
    """What is expected back, the longest first, then what was settled in the last month."""

    returns: tuple[SupplierReturn, ...]


class ToSettle(Frozen):
    """What became of goods that were to come back."""

    state: Literal["received", "lost", "void"]
    condition: Reason = ""


class BillShown(Frozen):
    """A month of a supplier's account. by_kind: amounts by what they are for."""

    supplier: str
    month: str
    amount_minor: int
    by_kind: dict[str, int]
    days: tuple[BillDay, ...]
    differences: tuple[DatedEntry, ...]  # The first 500.
    differences_count: int


@routes.serve(Act.READ_RETURNS, "GET", "/returns", summary="Goods that come back to suppliers")
def returns(office: Here, supplier: OfSupplier = None) -> ReturnsShown:
    """List what is expected back and what was settled lately, of one supplier or of all."""
    with expecting(Code.NO_SUCH_SUPPLIER):
        found = listed_returns(
            supplier, desk=office.desk(), settings=office.settings(), now=office.now
        )
    return ReturnsShown(returns=found)


@routes.serve(
    Act.SETTLE_RETURN,
    "POST",
    "/returns/<supplier>/<return_id>",
    summary="Say what became of goods that were to come back",
)
def settle(
    office: Here, person: Who, supplier: IdInPath, return_id: IdInPath, wanted: ToSettle
) -> SupplierReturn:
    """Keep what became of them: the first word stands. Stock is counted by hand."""
    with expecting(Code.NO_SUCH_RETURN):
        return settle_return(
            supplier,
            return_id,
            ReturnState(wanted.state),
            wanted.condition,
            str(person),
            desk=office.desk(),
            now=office.now,
        )


@routes.serve(
    Act.READ_BILLS, "GET", "/suppliers/<supplier>/bill", summary="A month of a supplier's account"
)
def bill(office: Here, supplier: IdInPath, month: Month = None) -> BillShown:
    """Show the closed days of a month, what they sum to, and what is in question."""
    found = _month(office, _supplier(office, supplier), month)
    questions = found.differences
    return BillShown(
        supplier=found.supplier,
        month=f"{found.first:%Y-%m}",
        amount_minor=found.amount_minor,
        by_kind=found.by_kind,
        days=found.days,
        differences=questions[:DIFFERENCES_SHOWN],
        differences_count=len(questions),
    )


# A file is given out as it is, without a model between: hence no validation, of which it has none.
@routes.serve(
    Act.READ_BILLS,
    "GET",
    "/suppliers/<supplier>/bill/workbook",
    summary="A month of a supplier's account as a workbook",
    enable_validation=False,
)
def bill_file(
    office: Here, tongue: Tongue, supplier: IdInPath, month: Month = None
) -> Response[bytes]:
    """Return the workbook of a month: its days, and every entry."""
    from hedan.workbooks.bill_book import bill_book  # noqa: PLC0415 (openpyxl)

    found = _month(office, _supplier(office, supplier), month)
    entries = ((one.day, one.entry) for one in found.entries)
    name = f"{found.supplier}-{found.first:%Y-%m}.xlsx"
    return Response(
        status_code=HTTPStatus.OK,
        content_type=WORKBOOK,
        headers={"content-disposition": f'attachment; filename="{name}"'},
        body=bill_book(found.days, entries, tongue),
    )


def _supplier(office: Office, supplier: str) -> SupplierSettings:
    with expecting(Code.NO_SUCH_SUPPLIER):
        return office.settings().supplier(supplier)


def _month(office: Office, supplier: SupplierSettings, month: str | None) -> MonthBill:
    wanted = month or this_month(supplier, office.now)
    return month_bill(supplier, wanted, desk=office.desk(), archive=office.archive())
