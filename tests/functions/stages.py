"""How far an order has come: hedan's own use cases reach each stage, after the one before it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSale
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.intake import Hint
from hedan.domain.stops import StopLevel
from hedan.usecases.intake.take_in import Taken, take_in
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.workbooks.read_return import read_return
from hedan.usecases.workbooks.tell_supplier import tell_supplier
from hedan.usecases.workbooks.write_workbook import write_workbook
from tests.functions.seed import filled_workbook, sample
from tests.functions.world import NOW, ORDER, World
from tests.platforms.doudian.wire import ok

SUPPLIER = "factory-a"
WAVE = "wave-20260928-1200"
WORKBOOK = "factory-a-000001"
UPLOAD = "uploads/factory-a/20260928T035900000000/file"
AFTER_SALE = "7140000000000000456"

type Step = Callable[[World], None]


def deciding(seen: Any) -> Deciding:
    """What the order workflow decides with, of what a world has in reach."""
    return Deciding(seen.desk(), RuleBook(seen.settings()), SkuHistories(seen.archive()))


def bring(world: World, stage: str) -> None:
    """Bring the sample order to a stage, through every stage before it."""
    if stage == "empty":
        return
    before, step = STAGES[stage]
    bring(world, before)
    step(world)


def stored(world: World) -> None:
    """The order is taken in."""
    _take(world, kind="order", order_id=ORDER.order_id)


def second_order(world: World) -> None:
    """The same buyer has another order, to the same address, that waits for a wave too."""
    another_order(world, "6920000000000000456")


def another_order(world: World, order_id: str) -> None:
    """The same buyer has one more."""
    key = ORDER.but(order_id=order_id)
    _take(world, kind="order", order_id=key.order_id)
    with world.seeing() as seen:
        # The same goods once more: a person has to say that this is meant.
        holds = hold_order(key, [], deciding=deciding(seen), now=NOW)
        assert {hold.finding.code for hold in holds} == {"DUPLICATE"}
        for hold in holds:
            release_hold(key, hold.hold_id, "owner", desk=seen.desk(), now=NOW)
        assert reserve_stock(key, deciding=deciding(seen), now=NOW).outcome == "reserved"
        assert make_ready(key, desk=seen.desk(), now=NOW) == 2


def held(world: World) -> None:
    """A person must look at it."""
    finding = Finding(
        code="REMARK", severity=Severity.ASK, evidence="buyer: 先别发", fix="Ask.", ends=Ends.PERSON
    )
    with world.seeing() as seen:
        assert hold_order(ORDER, [finding], deciding=deciding(seen), now=NOW)


def reserved(world: World) -> None:
    """Its stock is held."""
    with world.seeing() as seen:
        kept = reserve_stock(ORDER, deciding=deciding(seen), now=NOW)
        assert kept.outcome == "reserved"


def ready(world: World) -> None:
    """Its lines wait for a wave."""
    with world.seeing() as seen:
        assert make_ready(ORDER, desk=seen.desk(), now=NOW) == 2


def gathered(world: World, wave: str = WAVE) -> None:
    """A wave has seen them."""
    with world.seeing() as seen:
        count = gather_lines(
            SUPPLIER,
            wave,
            desk=seen.desk(),
            archive=seen.archive(),
            platform_of=seen.platform_of,
            settings=seen.settings(),
            report=lambda store, refused: None,
        )
        assert count == 2


def planned(world: World, wave: str = WAVE) -> None:
    """They travel together."""
    with world.seeing() as seen:
        plan = plan_wave(wave, archive=seen.archive(), settings=seen.settings(), now=NOW)
        assert len(plan.parcels) == 1


def claimed(world: World, wave: str = WAVE) -> None:
    """Their parcel is real."""
    with world.seeing() as seen:
        claim = claim_parcels(
            SUPPLIER,
            wave,
            desk=seen.desk(),
            archive=seen.archive(),
            settings=seen.settings(),
            known_until=lambda store: NOW,
            now=NOW,
        )
        assert len(claim.parcel_ids) == 1


def written(world: World) -> None:
    """It stands in a workbook."""
    with world.seeing() as seen:
        file = write_workbook(
            SUPPLIER,
            WAVE,
            desk=seen.desk(),
            archive=seen.archive(),
            settings=seen.settings(),
            page_url=seen.supplier_link(SUPPLIER),
            now=NOW,
        )
        assert file
        assert file.number == WORKBOOK


def told(world: World) -> None:
    """The supplier knows of the workbook."""
    with world.seeing() as seen:
        assert tell_supplier(
            SUPPLIER,
            WORKBOOK,
            desk=seen.desk(),
            archive=seen.archive(),
            notices=seen.notices(),
            settings=seen.settings(),
            page_url=seen.supplier_link(SUPPLIER),
            now=NOW,
        )
    assert len(world.mail()) == 1


def uploaded(world: World) -> None:
    """The supplier has filled it in and sent it back; nobody has read it yet."""
    with world.seeing() as seen:
        file = seen.desk().workbook(SUPPLIER, WORKBOOK)
        content = filled_workbook(seen.archive().get(file.file_key))
        seen.archive().put(UPLOAD, content, "application/octet-stream")


def numbered(world: World) -> None:
    """The parcel has its tracking number."""
    with world.seeing() as seen:
        returned = read_return(
            SUPPLIER,
            UPLOAD,
            desk=seen.desk(),
            archive=seen.archive(),
            settings=seen.settings(),
            now=NOW,
        )
        assert (returned.accepted, returned.refused) == (2, 0), returned.refusals


def shipped(world: World) -> None:
    """The platform has the number."""
    with world.seeing() as seen:
        (parcel_id,) = parcel_ids(world)
        outcome = upload_tracking(
            parcel_id,
            desk=seen.desk(),
            platform_of=seen.platform_of,
            settings=seen.settings(),
            known_until=lambda store: seen.now(),
            now=seen.now,
        )
        assert outcome is Uploaded.SHIPPED


def stopping(world: World) -> None:
    """The buyer wants the money back: both lines are fenced, a stop is open."""
    _take(world, kind="after_sale", order_id=ORDER.order_id, after_sale_id=AFTER_SALE)


def stop_told(world: World) -> None:
    """The supplier was told of the stop."""
    with world.seeing() as seen:
        (stop,) = seen.desk().stops(SUPPLIER)
        told_now = tell_stop(
            SUPPLIER,
            stop.stop_id,
            StopLevel.NOTICE,
            desk=seen.desk(),
            archive=seen.archive(),
            notices=seen.notices(),
            settings=seen.settings(),
            link_of=seen.stop_link,
            now=NOW,
        )
        assert told_now.outcome == "waiting"
    assert len(world.mail()) == 1


def take_back(world: World) -> None:
    """The platform says that the buyer took the refund back; we have not heard of it yet."""
    data = sample("after_sale_detail")["data"]
    changed = {"after_sale_status": 28, "update_time": 1790565000}
    data["process_info"]["after_sale_info"] |= changed
    world.platform.answers("afterSale.Detail", ok(data))


def withdrawn(world: World) -> None:
    """The buyer took the refund back."""
    take_back(world)
    _take(world, kind="after_sale", order_id=ORDER.order_id, after_sale_id=AFTER_SALE)
    with world.seeing() as seen:
        (stop,) = seen.desk().stops(SUPPLIER)
        assert stop.withdrawn_at


STAGES: dict[str, tuple[str, Step]] = {
    "stored": ("empty", stored),
    "held": ("stored", held),
    "reserved": ("stored", reserved),
    "ready": ("reserved", ready),
    "gathered": ("ready", gathered),
    "planned": ("gathered", planned),
    "claimed": ("planned", claimed),
    "written": ("claimed", written),
    "told": ("written", told),
    "uploaded": ("told", uploaded),
    "numbered": ("uploaded", numbered),
    "shipped": ("numbered", shipped),
    "stopping": ("told", stopping),
    "stop told": ("stopping", stop_told),
    "withdrawn": ("stop told", withdrawn),
}


def parcel_ids(world: World) -> list[str]:
    """Return the parcels of the sample order's lines."""
    with world.seeing() as seen:
        works = seen.desk().order_file(ORDER).lines.values()
        return sorted({work.parcel_id for work in works if work.parcel_id})


def after_sales(world: World) -> dict[str, AfterSale]:
    """Return what is kept of the sample order's refunds."""
    with world.seeing() as seen:
        found: dict[str, AfterSale] = seen.desk().order_file(ORDER).after_sales
        return found


def _take(world: World, **told_of: str) -> None:
    hint = Hint.model_validate(
        {
            "door": "push",
            "platform": "doudian",
            "store": ORDER.store,
            "message_id": f"m-{told_of['kind']}",
            "seen_at": NOW - timedelta(seconds=1),
            **told_of,
        }
    )
    with world.seeing() as seen:
        answers = take_in(
            [hint],
            desk=seen.desk(),
            marks=seen.ledger_table(),
            platform_of=seen.platform_of,
            archive=seen.archive(),
            now=NOW,
        )
    assert answers == [Taken.STORED]
