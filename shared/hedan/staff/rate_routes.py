"""The route that tells how often goods are refunded, why, and what offers kept."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from hedan.domain.base import Frozen, StoreId
from hedan.domain.people import Act
from hedan.staff.office import Here, Office
from hedan.staff.problems import Code, Refused
from hedan.staff.serving import Routes
from hedan.usecases.refund_rates.endings import EndingRow
from hedan.usecases.refund_rates.gather import DAYS_MAX, FOLLOWED_DAYS, TooMuch, refund_rates
from hedan.usecases.refund_rates.rates import By, RateRow, Retention

routes = Routes("cases")

ROWS_SHOWN = 500


class RateShown(Frozen):
    """Units sold, asked back and refunded; rates are shares of what was sold, from 0 to 1."""

    of: str
    sold: int
    asked: int
    asked_rate: float
    refunded: int
    refunded_rate: float
    refund_minor: dict[str, int]  # Paid back for it, by currency.


class RatesShown(Frozen):
    """Rates of the orders made in these UTC days, the most refunded first."""

    since: date
    until: date
    by: By
    orders: int
    rows: tuple[RateShown, ...]  # The first 500.
    rows_count: int
    offers: Retention
    complaints: tuple[EndingRow, ...]  # Complaints and disputes by cause, and how they ended.


@routes.serve(
    Act.READ_CASES,
    "GET",
    "/refund-rates",
    summary="Refunds by SKU, supplier, store or reason",
    description=(
        "Follows the orders made from since to until (UTC days, at most "
        f"{DAYS_MAX}) and counts units: asked back by refund, return or cancellation within "
        f"{FOLLOWED_DAYS} days of the last one, and refunded. A unit counts once, for the request "
        "that succeeded or else the first; exchanges, resends, repairs and price guards do not "
        "count. The reason is what our team was told, else what the buyer chose; the supplier is "
        "who has the line, else its SKU's own. An offer is kept when it was accepted and the "
        "refund taken back."
    ),
)
def rates(
    office: Here,
    since: Annotated[date, Query(description="The first day on which they were ordered")],
    until: Annotated[date, Query(description="The last day, included")],
    by: Annotated[By, Query(description="What rates are told apart by")] = By.SKU,
    store: Annotated[StoreId | None, Query(description="Only of this store")] = None,
) -> RatesShown:
    """Tell how often goods of some days' orders were asked back and refunded, and why."""
    settings = office.settings()
    try:
        found = refund_rates(
            _stores(office, store),
            since,
            until,
            by,
            book=office.case_book(),
            desk=office.desk(),
            settings=settings,
            now=office.now,
        )
    except TooMuch as much:
        code = Code.RATES_TOO_LONG if much.what == "days" else Code.RATES_TOO_MANY
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            code,
            place="query.until",
            count=much.count,
            most=much.most,
        ) from much
    return RatesShown(
        since=since,
        until=until,
        by=by,
        orders=found.orders,
        rows=tuple(_row(one) for one in found.rows[:ROWS_SHOWN]),
        rows_count=len(found.rows),
        offers=found.retention,
        complaints=found.endings,
    )


def _stores(office: Office, store: str | None) -> list[str]:
    known = [one.id for one in office.settings().stores]
    if store is not None and store not in known:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_STORE)
    return [store] if store else known


def _row(row: RateRow) -> RateShown:
    return RateShown(
        of=row.of,
        sold=row.sold,
        asked=row.asked,
        asked_rate=row.asked_rate,
        refunded=row.refunded,
        refunded_rate=row.refunded_rate,
        refund_minor=dict(row.refund_minor),
    )
