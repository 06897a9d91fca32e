"""Another number for a parcel that the platform knows: what the ship queue does with it."""

import json
from typing import Any

from hedan.domain.parcels import NumberChange, Tracking
from hedan.ports import Change
from tests.functions.cases import case
from tests.functions.seed import sample
from tests.functions.stages import parcel_ids
from tests.functions.world import ORDER, World
from tests.platforms.doudian.wire import ok

NEW = Tracking(carrier="sf", number="SF9999999999999")


def allowed_change(world: World) -> None:
    """A supplier corrects its number, a person allows it, and the platform knows the old one."""
    (parcel_id,) = parcel_ids(world)
    with world.seeing() as seen:
        desk = seen.desk()
        parcel = desk.parcels([parcel_id])[parcel_id]
        old, now = parcel.tracking, seen.now()
        change = NumberChange(
            old=old,
            new=NEW.but(carrier=old.carrier),
            asked_at=now,
            asked_by="workbook",
            allowed_at=now,
            allowed_by="owner",
        )
        desk.commit(Change(puts=(parcel.but(number_changes=(change,)),)))
    detail = sample("order_detail")["data"]
    packs = [{"tracking_no": old.number, "company": "shunfeng", "delivery_id": "1"}]
    detail["shop_order_detail"]["logistics_info"] = packs
    world.platform.answers("order.orderDetail", ok(json.loads(json.dumps(detail))))
    world.platform.answers("order.logisticsEdit", ok({}))


@case("upload_tracking", "another_number", stage="shipped", prepare=allowed_change)
def tells_the_other_number(world: World, answer: Any) -> None:
    """The platform says yes and still shows the old number: somebody looks again."""
    assert answer == {"batchItemFailures": []}
    (asked,) = world.platform.asked("order.logisticsEdit")
    assert asked["logistics_code"] == NEW.number
    (parcel_id,) = parcel_ids(world)
    with world.seeing() as seen:
        parcel = seen.desk().parcels([parcel_id])[parcel_id]
    assert parcel.tracking.number == NEW.number
    assert parcel.number_changes[-1].done_at is not None
    assert parcel.visible_at is None
    assert parcel.look_at is not None


@case("follow_events", "parcel_unseen", stage="numbered")
@case("follow_events", "more_numbers_kept", stage="numbered")
@case("follow_events", "number_change_refused", stage="numbered")
def tells_the_owner_what_the_platform_shows(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert ORDER.order_id in notice["Message"]
