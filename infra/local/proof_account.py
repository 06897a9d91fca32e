"""What must be true of the cup factory's account: what came back, and what both sides reckon."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hedan.domain.bills import BillDay, BillEntry, EntryKind
from hedan.domain.returns import ReturnCause, ReturnState, SupplierReturn
from hedan.usecases.accounts.bill_files import entries_of_days
from infra.local.scenes import Day
from infra.local.supply_day import (
    ALREADY_GONE,
    COMES_BACK,
    FACTORY,
    PRICE_WANTED_MINOR,
    PRICED,
    archive_of,
)

type Claim = tuple[str, Callable[[Day], bool]]


def closed_days(day: Day) -> list[BillDay]:
    """Return the days of the account that are closed, the oldest first."""
    today = datetime.now(UTC).astimezone(day.world.zone).date()
    first = day.began_at.astimezone(day.world.zone).date() - timedelta(days=1)
    return list(day.world.desk.bill_days(FACTORY, first, today))


def entries(day: Day) -> list[BillEntry]:
    """Return every entry of these days."""
    return [entry for _, entry in entries_of_days(closed_days(day), archive_of(day))]


def prices(day: Day) -> dict[str, int]:
    """Return what was agreed for a unit, as it is today."""
    today = datetime.now(UTC).astimezone(day.world.zone).date()
    agreed = [
        one
        for one in day.world.settings.agreed_prices
        if one.supplier == FACTORY and one.since <= today
    ]
    return {one.sku: one.unit_minor for one in sorted(agreed, key=lambda one: one.since)}


def asked(day: Day) -> int:
    """Return what the factory wants by its own books, in minor units."""
    fee = day.world.settings.supplier(FACTORY).parcel_fee_minor
    return day.world.suppliers[FACTORY].books.owed(prices(day), fee)


def _came_back(day: Day) -> bool:
    """Expected because of a stop that came too late; one was told of in the file, one by hand."""
    backs = day.world.desk.supplier_news(FACTORY, day.began_at).returns
    ours = {one.order: one for one in backs}
    in_file, on_page = (ours.get(day.orders[one]) for one in (COMES_BACK, ALREADY_GONE))
    return (
        in_file is not None
        and on_page is not None
        and in_file.settled_by.startswith("workbook ")
        and in_file.condition == "完好"
        and on_page.settled_by.startswith("page ")
        and all(_is_credited(day, one) for one in (in_file, on_page))
    )


def _is_credited(day: Day, back: SupplierReturn) -> bool:
    credits = [
        entry.amount_minor
        for entry in entries(day)
        if entry.kind is EntryKind.RETURNED and entry.of == back.return_id
    ]
    wanted = [-prices(day)[one.sku] * one.quantity for one in back.goods]
    return (back.cause, back.state, credits) == (
        ReturnCause.TOO_LATE,
        ReturnState.RECEIVED,
        wanted,
    )


def _agrees(day: Day) -> bool:
    """Not one cent between the two; what is talked about is the price that it wanted."""
    days = closed_days(day)
    questions = [entry for entry in entries(day) if entry.is_difference]
    (priced,) = day.parcels(PRICED)
    told = [(entry.parcel_id, entry.asked_minor) for entry in questions]
    return (
        sum(one.amount_minor for one in days) == asked(day) > 0
        and told == [(priced.parcel_id, PRICE_WANTED_MINOR)]
        and sum(one.differences for one in days) == 1
    )


def _watched(day: Day) -> bool:
    """It ran, nothing was due, and every parcel is as it was."""
    answer = day.supply.watched
    return (
        answer.get("looked") == 0
        and not answer.get("found")
        and not answer.get("postponed")
        and day.supply.before == day.supply.after != ()
    )


CLAIMS: tuple[Claim, ...] = (
    ("what had gone came back, in the file or on the page, and was credited", _came_back),
    ("the cup factory's account agrees with its own books to the cent", _agrees),
    ("whoever watches parcels looked, found nothing due and changed nothing", _watched),
)
