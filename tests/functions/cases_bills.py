"""What comes back to suppliers, and their days that are over."""

from datetime import timedelta
from typing import Any

from hedan import runtime
from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.bills import BillDay
from hedan.domain.events import Event, EventKind
from hedan.domain.returns import ReturnCause, ReturnState, SupplierReturn, return_id
from hedan.ports import Change
from hedan.usecases.accounts.bill_files import entries_in
from hedan.usecases.accounts.close_day import close_due_days
from hedan.usecases.accounts.expect_return import follow_after_sale
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_scans import uploaded
from tests.functions.cases_staff import told as staff_told
from tests.functions.stages import AFTER_SALE, SUPPLIER
from tests.functions.world import NOW, ORDER, World

RETURN = return_id(ReturnCause.AFTER_SALE, AFTER_SALE, SUPPLIER)
DAY = NOW.date()  # Noon at the factory.


def back_of(world: World) -> SupplierReturn | None:
    """Return what is expected of the sample order."""
    with world.seeing() as seen:
        found: SupplierReturn | None = seen.desk().supplier_return(SUPPLIER, RETURN)
        return found


def told(world: World, status: AfterSaleStatus) -> None:
    """The platform says how far the return of the whole sample order is."""
    with world.seeing() as seen:
        desk = seen.desk()
        file = desk.order_file(ORDER)
        known = file.after_sales.get(AFTER_SALE)
        wanted = AfterSale(
            order=ORDER,
            after_sale_id=AFTER_SALE,
            kind=AfterSaleKind.RETURN,
            status=status,
            lines=tuple(AfterSaleLine(line_id=name, quantity=1) for name in file.lines),
            refund_minor=0,
            reason="",
            asked_at=NOW,
            changed_at=NOW,
            read_at=NOW,
            version=known.version if known else 0,
        )
        event = Event(kind=EventKind.FENCE_CLOSED, at=NOW)
        was = (known,) if known else ()
        desk.commit(Change(puts=(wanted,), was=was, events=((wanted, event),)))


def return_agreed(world: World) -> None:
    """The goods are with the buyer, who may send them back."""
    uploaded(world, accepted_at=NOW)
    told(world, AfterSaleStatus.AGREED)


@case("follow_events", "return_agreed", stage="numbered", prepare=return_agreed)
def tells_the_supplier_to_expect_them(world: World, answer: Any) -> None:
    back = back_of(world)
    assert back
    assert (back.state, back.cause) == (ReturnState.EXPECTED, ReturnCause.AFTER_SALE)
    assert sum(one.quantity for one in back.goods) >= 1


def return_withdrawn(world: World) -> None:
    """The supplier expects them, and the buyer keeps them after all."""
    return_agreed(world)
    facts = {"order": str(ORDER), "after_sale": AFTER_SALE, "kind": "return", "status": "agreed"}
    with world.seeing() as seen:
        assert follow_after_sale(EventKind.FENCE_CLOSED, facts, desk=seen.desk()) == (RETURN,)
    told(world, AfterSaleStatus.CLOSED)


@case("follow_events", "return_withdrawn", stage="numbered", prepare=return_withdrawn)
def expects_them_no_more(world: World, answer: Any) -> None:
    back = back_of(world)
    assert back
    assert back.state is ReturnState.VOID


# --- settle_suppliers ---------------------------------------------------------------------------


def midnight(world: World, days: int = 1) -> None:
    """So many midnights have passed."""
    world.monkeypatch.setattr(runtime, "now", lambda: NOW + timedelta(days=days))


def shipped_yesterday(world: World) -> None:
    """The platform took the sample parcel's number yesterday."""
    uploaded(world, accepted_at=NOW)
    midnight(world)


def closed_days(world: World) -> list[BillDay]:
    """Return the closed days of the supplier."""
    with world.seeing() as seen:
        found: list[BillDay] = seen.desk().bill_days(SUPPLIER, DAY, DAY + timedelta(days=9))
        return found


@case("settle_suppliers", "first_night", stage="numbered", prepare=shipped_yesterday)
def enters_what_was_shipped(world: World, answer: Any) -> None:
    assert answer["closed"][SUPPLIER] == [DAY.isoformat()]
    (day,) = closed_days(world)
    with world.seeing() as seen:
        entries = entries_in(day, seen.archive())
        assert seen.desk().scorecard(SUPPLIER) is not None
    assert {entry.kind.value for entry in entries} == {"shipped", "parcel"}
    assert day.amount_minor == sum(entry.amount_minor for entry in entries) > 0
    assert day.differences == 0


def closed_before(world: World) -> None:
    """This night was settled an hour ago."""
    shipped_yesterday(world)
    with world.seeing() as seen:
        for supplier in seen.settings().suppliers:
            close_due_days(
                supplier,
                desk=seen.desk(),
                archive=seen.archive(),
                settings=seen.settings(),
                now=seen.now(),
            )


@case("settle_suppliers", "same_night_again", stage="numbered", prepare=closed_before)
def closes_no_day_twice(world: World, answer: Any) -> None:
    assert answer == {"closed": {}}
    assert {call.operation for call in world.calls} == {"GetItem", "Query"}
    nothing_changed(world)


def next_midnight(world: World) -> None:
    """A day on which the buyer sent the parcel back, and the supplier has it again."""
    closed_before(world)
    comes_back(world)
    midnight(world, 2)


def comes_back(world: World) -> None:
    """What is expected comes back."""
    told(world, AfterSaleStatus.AGREED)
    facts = {"order": str(ORDER), "after_sale": AFTER_SALE, "kind": "return", "status": "agreed"}
    with world.seeing() as seen:
        desk = seen.desk()
        follow_after_sale(EventKind.FENCE_CLOSED, facts, desk=desk)
        back = desk.supplier_return(SUPPLIER, RETURN)
        at = NOW + timedelta(days=1)
        done = back.but(state=ReturnState.RECEIVED, settled_at=at)
        desk.commit(Change(puts=(done,)))


@case("settle_suppliers", "next_night", stage="numbered", prepare=next_midnight)
def credits_what_came_back(world: World, answer: Any) -> None:
    assert answer["closed"][SUPPLIER] == [(DAY + timedelta(days=1)).isoformat()]
    first, second = closed_days(world)
    assert second.amount_minor < 0
    assert first.amount_minor + second.amount_minor >= 0


# --- What the team asks of it -------------------------------------------------------------------


def expected(world: World) -> None:
    """The supplier expects the sample parcel back."""
    return_agreed(world)
    facts = {"order": str(ORDER), "after_sale": AFTER_SALE, "kind": "return", "status": "agreed"}
    with world.seeing() as seen:
        follow_after_sale(EventKind.FENCE_CLOSED, facts, desk=seen.desk())


@case("staff_api", "returns", stage="numbered", prepare=expected)
def lists_what_comes_back(world: World, answer: Any) -> None:
    body = staff_told(answer, 200)
    assert [(one["return_id"], one["state"]) for one in body["returns"]] == [(RETURN, "expected")]


@case("staff_api", "settle_return", stage="numbered", prepare=expected)
def keeps_what_became_of_it(world: World, answer: Any) -> None:
    assert staff_told(answer, 200)["state"] == "received"
    back = back_of(world)
    assert back
    assert (back.state, back.condition) == (ReturnState.RECEIVED, "未拆封")


@case("staff_api", "bill", stage="numbered", prepare=closed_before)
def shows_the_month(world: World, answer: Any) -> None:
    body = staff_told(answer, 200)
    (day,) = closed_days(world)
    assert (body["amount_minor"], len(body["days"])) == (day.amount_minor, 1)
    nothing_changed(world)


@case("staff_api", "bill_workbook", stage="numbered", prepare=closed_before)
def gives_out_the_months_workbook(world: World, answer: Any) -> None:
    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"]
    nothing_changed(world)
