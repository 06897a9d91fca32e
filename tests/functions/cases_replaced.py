"""Goods that are sent again: asked for by a person, agreed on the platform, their number let go."""

from typing import Any

from hedan.domain.after_sales import (
    AfterSale,
    AfterSaleKind,
    AfterSaleLine,
    AfterSaleStatus,
)
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel, Tracking
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.replacements.replace import Wish, replace
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from tests.domain.seeding import seeded
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import LINES
from tests.functions.cases_staff import told
from tests.functions.seed import sample
from tests.functions.stages import SUPPLIER
from tests.functions.world import NOW, ORDER, World
from tests.platforms.doudian.wire import ok

RESEND = "7140000000000000789"
NEW = f"{LINES[0]}~{RESEND}"
WAVE = "wave-20260928-1600"
ALL_DONE: dict[str, list[Any]] = {"batchItemFailures": []}


def agreed(world: World) -> None:
    """The seller has agreed on the platform to send one line again."""
    resend = AfterSale(
        order=ORDER,
        after_sale_id=RESEND,
        kind=AfterSaleKind.RESEND,
        status=AfterSaleStatus.AGREED,
        lines=(AfterSaleLine(line_id=LINES[0], quantity=1),),
        refund_minor=0,
        reason="漏发",
        asked_at=NOW,
        changed_at=NOW,
    )
    with world.seeing() as seen:
        seen.desk().commit(seeded(resend, desk=seen.desk()))


def replaced(world: World) -> None:
    """A person has sent it again."""
    agreed(world)
    with world.seeing() as seen:
        replace(
            ORDER,
            RESEND,
            Wish("li/sub-of-li"),
            desk=seen.desk(),
            book=seen.case_book(),
            settings=seen.settings(),
            now=NOW,
        )


def numbered(world: World) -> None:
    """It travels in a parcel that has its number."""
    replaced(world)
    with world.seeing() as seen:
        desk, archive, settings = seen.desk(), seen.archive(), seen.settings()
        gather_lines(
            SUPPLIER,
            WAVE,
            desk=desk,
            archive=archive,
            platform_of=seen.platform_of,
            settings=settings,
            report=lambda store, refused: None,
        )
        plan_wave(WAVE, archive=archive, settings=settings, now=NOW)
        claim_parcels(
            SUPPLIER,
            WAVE,
            desk=desk,
            archive=archive,
            settings=settings,
            known_until=lambda store: NOW,
            now=NOW,
        )
        parcel = new_parcel(world)
        label = Tracking(carrier="sf", number="SF1234567890124")
        keys = [line.key for line in parcel.lines]
        number_parcel(parcel.parcel_id, label, keys, (), desk=desk, now=NOW)


def to_be_sent(world: World) -> None:
    """Its platform waits for the goods, too."""
    numbered(world)
    data = sample("after_sale_detail")["data"]
    changed = {"after_sale_id": int(RESEND), "after_sale_type": 7, "after_sale_status": 8}
    data["process_info"]["after_sale_info"] |= changed
    world.platform.answers("afterSale.Detail", ok(data))


def withdrawn_there(world: World) -> None:
    """The buyer has taken the wish back on the platform, and nobody has told us yet."""
    to_be_sent(world)
    data = sample("after_sale_detail")["data"]
    changed = {"after_sale_id": int(RESEND), "after_sale_type": 7, "after_sale_status": 28}
    data["process_info"]["after_sale_info"] |= changed
    world.platform.answers("afterSale.Detail", ok(data))


def new_parcel(world: World) -> Parcel:
    """Return the parcel of what is sent again."""
    with world.seeing() as seen:
        desk = seen.desk()
        (line,) = desk.order_file(ORDER).again.values()
        parcel: Parcel = desk.parcels([line.parcel_id])[line.parcel_id]
        return parcel


def state(world: World) -> LineState | None:
    """Return where the work on what is sent again stands; None: there is none."""
    with world.seeing() as seen:
        known = seen.desk().order_file(ORDER).again.get(NEW)
        return known.state if known else None


@case("advance_order", "check_resend_agreed", stage="shipped", prepare=agreed)
def sends_again_what_was_agreed(world: World, answer: Any) -> None:
    assert "sends_again" not in answer
    assert state(world) is LineState.READY


@case("staff_api", "replacement", stage="shipped", prepare=agreed)
def lets_goods_wait_for_a_wave(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["kind"], body["standing"], body["supplier"]) == ("resend", "planned", SUPPLIER)
    assert body["asked_by"] == "li/sub-of-li"
    assert state(world) is LineState.READY


@case("staff_api", "replacement_of_goods_not_bought", stage="shipped", prepare=agreed)
def refuses_more_than_was_bought(world: World, answer: Any) -> None:
    assert told(answer, 409)["code"] == "CASE_REFUSED"
    assert state(world) is None
    nothing_changed(world)


@case("staff_api", "replacement_shown", stage="shipped", prepare=numbered)
def shows_how_far_it_is(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["standing"], body["parcels"]) == ("numbered", [new_parcel(world).parcel_id])
    nothing_changed(world)


@case("staff_api", "replacement_called_off", stage="shipped", prepare=replaced)
def keeps_back_what_waits(world: World, answer: Any) -> None:
    assert told(answer)["standing"] == "called_off"
    assert state(world) is LineState.NEW


@case("upload_tracking", "what_is_sent_again", stage="shipped", prepare=to_be_sent)
def lets_it_go_and_tells_no_platform(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert len(world.platform.asked("order.logisticsAdd")) == 1  # Of the order as it was bought.
    assert state(world) is LineState.SHIPPED


@case("upload_tracking", "what_is_sent_again_no_more", stage="shipped", prepare=withdrawn_there)
def waits_for_the_message_that_ends_the_case(world: World, answer: Any) -> None:
    (failed,) = answer["batchItemFailures"]
    assert failed["itemIdentifier"]
    assert state(world) is LineState.CLAIMED
