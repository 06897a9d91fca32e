"""Acts over many orders: what the team asks for, and the function that does it."""

from typing import Any

from hedan.domain.bulk_acts import BulkAct, BulkState, RowState, asked_bulk, undo_of
from hedan.domain.bulk_deeds import BulkHold, OfDays, OfPost, Selection
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Post
from hedan.domain.orders import OrderStatus
from hedan.domain.people import Person, Role
from hedan.ports import Change
from hedan.usecases.bulk_acts.ask_bulk import apply_bulk
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from infra.local.places import EVENTS
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import open_holds, reserved_cups
from tests.functions.cases_staff import told
from tests.functions.stages import deciding
from tests.functions.world import NOW, ORDER, World, recorded_event

LI = Person(sub="sub-of-li", name="li", roles=frozenset({Role.OPERATOR}))
BULK = "20260928T040000-B0"
DAYS = OfDays(by="days", store="cup-house", first=NOW.date(), last=NOW.date())
HOLD = BulkHold(do="hold")


class Nobody:
    """Begins nothing: the event does it."""

    def run(self, bulk_id: str) -> None:
        """Begin nothing."""


def asked(world: World, selection: Selection) -> None:
    """Somebody wants to hold all orders of a selection."""
    with world.seeing() as seen:
        seen.bulk_acts().keep(asked_bulk(HOLD, selection, "盘点", by=LI, at=NOW).but(bulk_id=BULK))


def asked_of_days(world: World) -> None:
    """Of today's orders those of which somebody has more than a piece; the platform sent a line.

    Its parcel, which is with the supplier, has no number yet.
    """
    asked(world, Selection(among=DAYS, when="order.units > 0 && buyer.is_new"))
    with world.seeing() as seen:
        file = seen.desk().order_file(ORDER)
        first, *others = file.order.lines
        lines = (first.but(status=OrderStatus.SHIPPED), *others)
        sent = file.order.but(status=OrderStatus.PART_SHIPPED, lines=lines)
        event = Event(kind=EventKind.ORDER_STORED, at=NOW)
        seen.desk().commit(Change(puts=(sent,), was=file.before((sent,)), events=((sent, event),)))


def asked_of_a_post(world: World) -> None:
    """Of the orders that wait for the operator."""
    asked(world, Selection(among=OfPost(by="post", post=Post.OPERATOR), finding="REMARK"))


def worked_on(world: World, bulk_id: str = BULK) -> None:
    """The function has done its next step."""
    with world.seeing() as seen:
        work_on_bulk(bulk_id, deciding=deciding(seen), bulk_acts=seen.bulk_acts(), now=lambda: NOW)


def previewed(world: World) -> None:
    """Today's orders were looked at."""
    asked(world, Selection(among=DAYS))
    worked_on(world)


def applying(world: World) -> None:
    """Somebody wants it done."""
    previewed(world)
    with world.seeing() as seen:
        apply_bulk(BULK, LI, bulk_acts=seen.bulk_acts(), runner=Nobody(), now=NOW)


def done(world: World) -> None:
    """It was done."""
    applying(world)
    worked_on(world)


def undoing(world: World) -> None:
    """Somebody wants it back."""
    done(world)
    with world.seeing() as seen:
        first = seen.bulk_acts().bulk_act(BULK)
        seen.bulk_acts().keep(undo_of(first, by=LI, reason="选错了", at=NOW))


def bulk_act(world: World, bulk_id: str = BULK) -> BulkAct:
    """Return how far it is."""
    with world.seeing() as seen:
        found: BulkAct = seen.bulk_acts().bulk_act(bulk_id)
        return found


# --- bulk_act -----------------------------------------------------------------------------------


@case("bulk_act", "preview_days", stage="claimed", prepare=asked_of_days)
def looks_at_the_orders_of_days(world: World, answer: Any) -> None:
    assert (answer["state"], answer["counts"]) == ("previewed", {"refused": 1})
    assert "HELD_BY_HAND" not in open_holds(world)


@case("bulk_act", "preview_post", stage="held", prepare=asked_of_a_post)
def looks_at_what_waits_for_a_post(world: World, answer: Any) -> None:
    assert (answer["state"], answer["counts"]) == ("previewed", {"to_do": 1})


@case("bulk_act", "apply", stage="ready", prepare=applying)
def holds_every_order_of_it(world: World, answer: Any) -> None:
    assert (answer["state"], answer["counts"]) == ("done", {"done": 1})
    assert "HELD_BY_HAND" in open_holds(world)
    assert reserved_cups(world) == 0
    again = world.invoke("bulk_act", recorded_event(EVENTS / "bulk_act" / "apply.json"))
    assert again == answer


@case("bulk_act", "undo", stage="ready", prepare=undoing)
def puts_back_what_stood_before(world: World, answer: Any) -> None:
    assert (answer["state"], answer["counts"]) == ("done", {"done": 1})
    assert "HELD_BY_HAND" not in open_holds(world)


# --- staff_api ----------------------------------------------------------------------------------


@case("staff_api", "bulk_preview", stage="stored")
def begins_a_preview(world: World, answer: Any) -> None:
    bulk = told(answer, 202)
    assert (bulk["state"], bulk["reason"]) == ("asked", "盘点，今天先不发")
    assert world.begun("BulkAct") == [{"bulk": bulk["bulk_id"]}]
    assert bulk_act(world, bulk["bulk_id"]).asked_by.name == "li"


@case("staff_api", "bulk_rows", stage="ready", prepare=previewed)
def shows_what_would_become_of_each(world: World, answer: Any) -> None:
    (shown,) = told(answer)["rows"]
    assert (shown["row"]["order"]["order_id"], shown["message"]) == (ORDER.order_id, "")
    nothing_changed(world)


@case("staff_api", "bulk_apply", stage="ready", prepare=previewed)
def begins_to_do_it(world: World, answer: Any) -> None:
    assert told(answer, 202)["state"] == "applying"
    assert world.begun("BulkAct") == [{"bulk": BULK}]
    assert bulk_act(world).state is BulkState.APPLYING


@case("staff_api", "bulk_undo", stage="ready", prepare=done)
def begins_to_put_it_back(world: World, answer: Any) -> None:
    assert told(answer, 202)["undoes"] == BULK
    assert world.begun("BulkAct") == [{"bulk": f"{BULK}-undo"}]
    assert bulk_act(world).counts == {RowState.DONE: 1}
