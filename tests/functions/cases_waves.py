"""A wave's way to the supplier, back with its numbers, and on to the platform."""

import json
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from hedan.domain.line_work import LineState
from hedan.usecases.uploads.upload_tracking import upload_tracking
from hedan.usecases.waves.wave_files import Gathered, load, save
from infra.local.places import EVENTS
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import LINES, states
from tests.functions.seed import sample, token_nearly_over, token_of
from tests.functions.stages import (
    SUPPLIER,
    WAVE,
    WORKBOOK,
    claimed,
    gathered,
    parcel_ids,
    planned,
    second_order,
    stopping,
)
from tests.functions.world import ORDER, World, recorded_event
from tests.platforms.doudian.wire import ok
from tests.platforms.doudian.wire import refused as platform_refuses

PARCEL = "PDJNQ0BAERJHY"
NEXT_WAVE = "wave-20260928-1800"
ALL_DONE: dict[str, list[Any]] = {"batchItemFailures": []}


def wave_file(world: World, name: str) -> Any:
    """Return what a step of the wave wrote down for the next."""
    with world.seeing() as seen:
        return json.loads(seen.archive().get(f"waves/{WAVE}/{name}.json"))


# --- gather_lines, plan_parcels, claim_parcels --------------------------------------------------


@case("gather_lines", "two_ready_lines", stage="ready")
def writes_down_the_ready_lines(world: World, answer: Any) -> None:
    assert answer == {"lines": 2, "closed": False}
    assert [line["key"]["line_id"] for line in wave_file(world, "gathered")["lines"]] == LINES
    nothing_changed(world)


def two_orders_and_an_old_token(world: World) -> None:
    """A buyer with two orders, a platform that would merge them, a token that must be renewed."""
    second_order(world)
    token_nearly_over(world)
    merged = f"{ORDER.order_id},6920000000000000456"
    world.platform.answers("order.mergeV2", ok({"order_list": [merged]}))


@case("gather_lines", "two_orders_of_one_buyer", stage="ready", prepare=two_orders_and_an_old_token)
def asks_the_platform_what_may_be_merged(world: World, answer: Any) -> None:
    assert answer == {"lines": 4, "closed": False}
    groups = {line["merge_group"] for line in wave_file(world, "gathered")["lines"]}
    assert groups == {ORDER.order_id}
    assert token_of(world, "cup-house") == "renewed"


def platform_merges_nothing(world: World) -> None:
    """The application may not use the merge call."""
    second_order(world)
    no = platform_refuses(30001, "isv.app-permissions-insufficient")
    world.platform.answers("order.mergeV2", no)


@case(
    "gather_lines", "merge_refused_by_the_platform", stage="ready", prepare=platform_merges_nothing
)
def goes_on_without_merging(world: World, answer: Any) -> None:
    assert answer == {"lines": 4, "closed": False}
    groups = [line["merge_group"] for line in wave_file(world, "gathered")["lines"]]
    assert len(set(groups)) == 2  # Each order is a group of its own.


@case("gather_lines", "nothing_ready", stage="ready")
def gathers_nothing_of_another_supplier(world: World, answer: Any) -> None:
    assert answer == {"lines": 0, "closed": False}


@case("plan_parcels", "one_parcel", stage="gathered")
def plans_one_parcel_for_one_order(world: World, answer: Any) -> None:
    assert answer == {"parcels": 1, "waiting_lines": 0}
    (parcel,) = wave_file(world, "plan")["parcels"]
    assert parcel["parcel_id"] == PARCEL
    nothing_changed(world)


def a_neighbour_s_order(world: World) -> None:
    """Somebody else at the same address has bought the same, and the seller wants to be asked."""
    with world.seeing() as seen:
        table = seen.settings_table()
        known = table.settings()
        table.publish(known.but(merge=known.merge.but(other_buyer="ask")))
        archive = seen.archive()
        lines = load(archive, WAVE, Gathered).lines
        theirs = ORDER.but(order_id="6920000000000000456")
        others = tuple(
            line.but(
                key=line.key.but(order=theirs),
                buyer_id="somebody-else",
                merge_group=theirs.order_id,
            )
            for line in lines
        )
        save(archive, WAVE, Gathered(lines=(*lines, *others)))


@case("plan_parcels", "two_buyers_at_one_address", stage="gathered", prepare=a_neighbour_s_order)
def asks_once_whether_they_belong_together(world: World, answer: Any) -> None:
    assert answer == {"parcels": 2, "waiting_lines": 0}
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert "6920000000000000456" in notice["Message"]
    nothing_changed(world)


@case("claim_parcels", "one_parcel", stage="planned")
def makes_the_parcel_real(world: World, answer: Any) -> None:
    assert answer == {"parcels": 1, "fell_out": 0}
    assert parcel_ids(world) == [PARCEL]
    assert states(world) == [LineState.CLAIMED, LineState.CLAIMED]


@case("claim_parcels", "again", stage="claimed")
def claims_nothing_twice(world: World, answer: Any) -> None:
    assert answer == {"parcels": 1, "fell_out": 0}
    nothing_changed(world)


@case("claim_parcels", "fenced_meanwhile", stage="planned", prepare=stopping)
def claims_nothing_behind_a_closed_fence(world: World, answer: Any) -> None:
    assert answer == {"parcels": 0, "fell_out": 2}
    assert parcel_ids(world) == []


# --- write_workbook, tell_supplier --------------------------------------------------------------


@case("write_workbook", "one_parcel", stage="claimed")
def writes_the_claimed_rows(world: World, answer: Any) -> None:
    assert answer == {"workbook": WORKBOOK, "rows": 2}
    with world.seeing() as seen:
        file = seen.desk().workbook(SUPPLIER, WORKBOOK)
    assert {file.file_key, file.manifest_key} == set(world.files("workbooks/factory-a/"))
    assert (file.row_count, file.parcel_count) == (2, 1)


@case("write_workbook", "fenced_meanwhile", stage="claimed", prepare=stopping)
def writes_no_row_behind_a_closed_fence(world: World, answer: Any) -> None:
    assert answer["rows"] == 0
    assert world.files("workbooks/") == []


def next_wave_while_a_stop_waits(world: World) -> None:
    """What the last workbook told to ship is asked back; the next wave is claimed."""
    stopping(world)
    second_order(world)
    for step in (gathered, planned, claimed):
        step(world, NEXT_WAVE)


@case("write_workbook", "beside_an_open_stop", stage="told", prepare=next_wave_while_a_stop_waits)
def tells_on_another_sheet_what_must_not_leave(world: World, answer: Any) -> None:
    assert answer == {"workbook": "factory-a-000002", "rows": 2}
    with world.seeing() as seen:
        file = seen.desk().workbook(SUPPLIER, answer["workbook"])
        book = load_workbook(BytesIO(seen.archive().get(file.file_key)))
    told = [str(cell.value) for row in book["截停"] for cell in row]
    assert any(WORKBOOK in text for text in told)
    assert any(PARCEL in text for text in told)


@case("tell_supplier", "new_workbook", stage="written")
def mails_the_link_of_the_page(world: World, answer: Any) -> None:
    assert answer == {"told": True}
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["supplier"]["Value"] == SUPPLIER
    assert WORKBOOK in notice["Subject"]
    assert "https://api.example.invalid/s/factory-a." in notice["Message"]


@case("tell_supplier", "again", stage="told")
def mails_nothing_a_second_time(world: World, answer: Any) -> None:
    assert answer == {"told": False}
    nothing_changed(world)


# --- upload_tracking ----------------------------------------------------------------------------


@case("upload_tracking", "numbered_parcel", stage="numbered")
@case("upload_tracking", "token_nearly_over", stage="numbered", prepare=token_nearly_over)
def tells_the_platform_once(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    (asked,) = world.platform.asked("order.logisticsAdd")
    assert asked == {
        "order_id": ORDER.order_id,
        "company_code": "shunfeng",
        "logistics_code": "SF1234567890123",
        "is_reject_refund": False,
    }
    with world.seeing() as seen:
        works = seen.desk().order_file(ORDER).lines.values()
        assert {work.state for work in works} == {LineState.SHIPPED}
        stock = seen.desk().stock(["CUP-RED-01"])["CUP-RED-01"]
        assert (stock.on_hand, stock.reserved) == (59, 0)


@case("upload_tracking", "same_parcel_again", stage="shipped")
def tells_nothing_a_second_time(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert len(world.platform.asked("order.logisticsAdd")) == 1
    nothing_changed(world)


def refund_at_the_platform(world: World) -> None:
    """The platform shows an after-sale of which no message has come."""
    text = json.dumps(sample("order_detail")["data"])
    shown = text.replace('"after_sale_status": 0', '"after_sale_status": 6')
    world.platform.answers("order.orderDetail", ok(json.loads(shown)))


def waited(world: World) -> list[int]:
    """Return after how many seconds the queue was told to deliver again."""
    told = [call for call in world.calls if call.operation == "ChangeMessageVisibility"]
    return [call.params["VisibilityTimeout"] for call in told]


@case(
    "upload_tracking",
    "refund_that_overtook_its_message",
    stage="numbered",
    prepare=refund_at_the_platform,
)
def waits_for_the_refund_to_reach_us(world: World, answer: Any) -> None:
    assert len(answer["batchItemFailures"]) == 1
    assert world.platform.asked("order.logisticsAdd") == []
    waits = waited(world)
    event = recorded_event(EVENTS / "upload_tracking" / "refund_that_overtook_its_message.json")
    for received in ("3", "50"):
        event["Records"][0]["attributes"]["ApproximateReceiveCount"] = received
        world.invoke("upload_tracking", event)
        waits += waited(world)
    assert waits == [10, 40, 360]
    nothing_changed(world)


def platform_refuses_numbers(world: World) -> None:
    """The platform does not believe the tracking number."""
    no = platform_refuses(50002, "isv.business-failed:60017")
    world.platform.answers("order.logisticsAdd", no)


@case("upload_tracking", "platform_refuses", stage="numbered", prepare=platform_refuses_numbers)
def holds_a_parcel_whose_number_is_refused(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    with world.seeing() as seen:
        (parcel,) = seen.desk().parcels(["PDJNQ0BAERJHY"]).values()
    assert parcel.state == "held"
    assert "the tracking number is not valid" in parcel.problem


def refused_before(world: World) -> None:
    """The platform has refused the parcel's number once."""
    platform_refuses_numbers(world)
    with world.seeing() as seen:
        upload_tracking(
            PARCEL,
            desk=seen.desk(),
            platform_of=seen.platform_of,
            settings=seen.settings(),
            known_until=lambda store: seen.now(),
            now=seen.now,
        )


@case("release_hold", "held_parcel", stage="numbered", prepare=refused_before)
def sends_a_held_number_again(world: World, answer: Any) -> None:
    assert answer == {"parcel": PARCEL, "state": "numbered"}
    with world.seeing() as seen:
        (parcel,) = seen.desk().parcels([PARCEL]).values()
    assert (parcel.state, parcel.problem) == ("numbered", "")
