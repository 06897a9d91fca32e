"""From ready lines to claimed parcels: what the plan learns of them, and what it leaves on them."""

from collections.abc import Sequence
from datetime import datetime
from unittest import mock

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.merging import MergeRules
from hedan.domain.orders import Payment
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState, Tracking
from hedan.domain.plan import Plan
from hedan.domain.ready import NO_SERVICE, ReadyLine, Service
from hedan.domain.splitting import SplitRules
from hedan.errors import StaleAfterSales
from hedan.ports import Change
from hedan.settings import CarrierSettings, RegionPrice, Settings, SkuSettings, StoreSettings
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from hedan.usecases.waves.wave_files import Claimed, Gathered, load
from tests.domain.builders import NOW, RECEIVER, hours, make_line, make_order, make_work, order_key
from tests.fakes.platform import FakePlatform
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, WAVE, Stage

CUP = SkuSettings(
    sku="CUP",
    name="杯",
    supplier=SUPPLIER,
    weight_grams=600,
    volume_ml=900,
    category="cups",
    stock_place="east",
)
MUG = SkuSettings(sku="MUG", name="马克杯", supplier=SUPPLIER, weight_grams=600)
PRICED = CarrierSettings(
    code="zto",
    name="中通",
    number_pattern=r"\d{6,}",
    platform_codes={"doudian": "zto"},
    prices=(RegionPrice(first_minor=500, next_minor=100),),
)
OWNED = SETTINGS.but(
    skus=(CUP, MUG),
    carriers=(PRICED,),
    stores=tuple(store.but(owner="ann") for store in SETTINGS.stores),
)


def with_skus(*skus: SkuSettings, **changes: object) -> Settings:
    return OWNED.but(skus=skus, **changes)


def gathered(stage: Stage, settings: Settings = OWNED) -> dict[str, ReadyLine]:
    stage.gather(settings=settings)
    return {line.key.line_id: line for line in load(stage.archive, WAVE, Gathered).lines}


def planned(stage: Stage, settings: Settings = OWNED) -> Plan:
    return stage.plan(settings=settings)


def claimed(stage: Stage, settings: Settings = OWNED) -> Claimed:
    return stage.claim(settings=settings)


def parcels(stage: Stage) -> list[list[str]]:
    return sorted([line.key.line_id for line in one.lines] for one in stage.desk.all(Parcel))


def ready(*orders: Sequence[str], **changes: object) -> Stage:
    """Return the shop with orders of one buyer that wait for a wave, a SKU a line."""
    stage = Stage()
    stage.stock_in(50)
    for number, skus in enumerate(orders, start=1):
        stage.place(*skus, order_id=str(number), **changes)
        stage.make_ready(str(number))
    return stage


# --- What the plan learns -------------------------------------------------------------------------


def test_the_plan_learns_weight_size_kind_and_place_of_a_line() -> None:
    line = gathered(ready(["CUP"]))["11"]
    assert (line.weight_grams, line.volume_ml) == (600, 900)
    assert (line.categories, line.stock_place, line.owner) == (("cups",), "east", "ann@example.com")
    assert line.service is NO_SERVICE or line.service == NO_SERVICE


def test_the_rest_of_an_order_comes_from_whom_it_went_to_and_not_from_whom_its_sku_names() -> None:
    elsewhere = with_skus(CUP, MUG.but(supplier="factory-b"))
    # Both lines went to the one factory, though the settings name another for the mug by now.
    assert gathered(ready(["CUP", "MUG"]), elsewhere)["11"].other_suppliers == ()
    stage = Stage()
    stage.stock_in(50)
    stage.place("CUP", "MUG", order_id="1")
    stage.take(stage.hint("1"))
    stage.look("1", elsewhere)
    assert gathered(stage)["11"].other_suppliers == ("factory-b",)


def test_eb13_only_orders_that_were_checked_are_planned() -> None:
    stage = ready(["CUP"])
    stage.place("MUG", order_id="2")
    stage.take(stage.hint("2"))
    assert set(gathered(stage)) == {"11"}
    stage.make_ready("2")
    assert set(gathered(stage)) == {"11", "21"}


def test_no_wave_takes_what_its_index_shows_and_another_supplier_makes_by_now() -> None:
    elsewhere = with_skus(CUP.but(supplier="factory-b"), MUG)
    stage = Stage()
    stage.stock_in(50)
    stage.place("CUP", order_id="1")
    stage.take(stage.hint("1"))
    stage.look("1", elsewhere)
    (waiting,) = stage.desk.ready_lines("factory-b")
    with mock.patch.object(stage.desk, "ready_lines", return_value=[waiting]):
        assert gathered(stage) == {}


@pytest.mark.parametrize(
    ("changes", "service"),
    [
        ({"payment": Payment.ON_DELIVERY}, Service(on_delivery=True)),
        ({"logistics_method": "consolidation"}, Service(logistics_method="consolidation")),
        ({"not_before": NOW + hours(9)}, Service(not_before=NOW + hours(9))),
        ({"receiver": RECEIVER.but(country="HK")}, Service(country="HK")),
        ({"receiver": RECEIVER.but(country="CN")}, NO_SERVICE),
    ],
)
def test_eb4_the_plan_learns_what_keeps_an_order_apart(
    changes: dict[str, object], service: Service
) -> None:
    stage = ready(["CUP"])
    order = stage.desk.order_file(order_key("1")).order
    assert order is not None
    stage.platform.place(order.but(changed_at=stage.now, **changes))
    stage.later()
    stage.platform.change_order("1", stage.now)
    stage.take(stage.hint("1"))
    assert gathered(stage)["11"].service == service


@pytest.mark.parametrize(("at", "counts"), [(NOW + hours(9), True), (NOW - hours(9), False)])
def test_goods_on_their_way_may_not_leave_before_they_are_there(at: datetime, counts: bool) -> None:
    line = gathered(ready(["CUP"]), with_skus(CUP.but(available_from=at)))["11"]
    assert line.service.not_before == (at if counts else None)


def test_eb53_a_gift_knows_which_of_its_goods_travel() -> None:
    stage = Stage()
    goods = (make_line("11", sku="MUG"), make_line("12", sku="MUG"))
    gift = make_line("13", sku="MUG", is_gift=True, gift_of=("11",), paid_minor=0)
    stage.platform.place(make_order(*goods, gift, key=order_key("1"), changed_at=stage.now))
    stage.make_ready()
    lines = gathered(stage)
    assert (lines["13"].gift_of, lines["13"].elsewhere) == (("11",), ())
    stage.refund("12", "13")
    stage.wave()
    stage.later()
    assert stage.states()["11"] is LineState.CLAIMED
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.later()
    stage.take(stage.hint("1", "77"))
    stage.make_ready()
    assert gathered(stage)["13"].elsewhere == ("11",)


# --- What it leaves -------------------------------------------------------------------------------

HEAVY = OWNED.but(split=SplitRules(weight_grams_max=1000))


def test_eb17_the_claim_marks_what_was_split_off() -> None:
    stage = ready(["CUP", "MUG"])
    settings = HEAVY.but(split=HEAVY.split.but(by_stock_place=False))
    planned(stage, settings)
    claimed(stage, settings)
    assert parcels(stage) == [["11"], ["12"]]
    assert [stage.line(name).split_mark for name in ("11", "12")] == ["WEIGHT:11", "WEIGHT:12"]


def test_pn24_what_is_planned_again_keeps_its_mark() -> None:
    stage = ready(["CUP", "CUP", "CUP", "CUP"])
    light = with_skus(CUP.but(weight_grams=400), split=SplitRules(weight_grams_max=1000))
    planned(stage, light)
    stage.refund("11")
    done = claimed(stage, light)
    assert parcels(stage) == [["12"], ["13", "14"]]
    assert len(done.dropped) == 1
    marks = {name: stage.line(name).split_mark for name in ("12", "13", "14")}
    assert marks == {"12": "WEIGHT:11", "13": "WEIGHT:13", "14": "WEIGHT:13"}


def test_a_merged_parcel_tells_what_it_saves() -> None:
    rules = MergeRules(window_minutes=0)
    settings = OWNED.but(merge=rules, split=SplitRules(by_stock_place=False))
    stage = ready(["CUP"], ["MUG"], carrier_wished="中通")
    planned(stage, settings)
    claimed(stage, settings)
    (parcel,) = stage.desk.all(Parcel)
    assert [line.key.order.order_id for line in parcel.lines] == ["1", "2"]
    assert parcel.saved_minor == 400


def test_eb53_a_gift_stays_when_its_goods_fall_out_at_the_claim() -> None:
    stage = Stage()
    stage.stock_in(9)
    goods = make_line("11", sku="CUP")
    gift = make_line("12", sku="MUG", is_gift=True, gift_of=("11",), paid_minor=0)
    order = stage.place(order_id="1")
    stage.platform.place(order.but(lines=(goods, gift)))
    stage.make_ready()
    settings = with_skus(CUP, MUG.but(fixed_packing=True))
    assert len(planned(stage, settings).parcels) == 2
    stage.refund("11")
    done = claimed(stage, settings)
    assert parcels(stage) == []
    assert [why.split(": ")[1] for why in done.dropped] == ["its fence is closed", "GIFT_WAITS"]


def test_parcels_of_gifts_keep_their_place_in_the_workbook() -> None:
    stage = Stage()
    stage.stock_in(9)
    goods = make_line("11", sku="CUP", deadline=NOW + hours(40))
    gift = make_line("12", sku="MUG", is_gift=True, paid_minor=0, deadline=NOW + hours(20))
    order = stage.place(order_id="1")
    stage.platform.place(order.but(lines=(goods, gift)))
    stage.make_ready()
    settings = with_skus(CUP, MUG.but(fixed_packing=True))
    plan = planned(stage, settings)
    assert [parcel.is_gifts_only for parcel in plan.parcels] == [True, False]
    first = claimed(stage, settings).parcel_ids
    assert first == tuple(parcel.parcel_id for parcel in plan.parcels)
    assert claimed(stage, settings).parcel_ids == first  # An attempt that is made again.


# --- Stores of one owner --------------------------------------------------------------------------


def test_a_parcel_of_two_stores_is_told_to_each_of_them_once() -> None:
    """A mall's merchants of one owner: one box, one number, each store told of its own orders."""
    stage = Stage()
    mine, other = FakePlatform(), FakePlatform()
    stage.platform, platforms = mine, {"cup-shop": mine, "tea-shop": other}
    stores = tuple(
        StoreSettings(id=name, platform="doudian", name=name, shop_id=name) for name in platforms
    )
    settings = OWNED.but(stores=stores)
    works = []
    for number, store in enumerate(platforms):
        key = OrderKey(platform="doudian", store=store, order_id=str(number))
        line = make_line(str(number), sku="MUG")
        order = make_order(line, key=key)
        platforms[store].place(order)
        work = make_work(
            LineState.CLAIMED, key=LineKey(order=key, line_id=line.line_id), parcel_id="P1"
        )
        works.append(work)
        told = Event(kind=EventKind.ORDER_STORED, at=NOW)
        of_line = told_of_lines(EventKind.LINES_CLAIMED, [work], {}, NOW)
        stage.desk.commit(Change(puts=(order, work), events=((order, told), *of_line)))
    lines = tuple(_parcel_line(work) for work in works)
    tracking = Tracking(carrier="zto", number="78001122334455")
    parcel = Parcel(
        parcel_id="P1",
        store="cup-shop",
        supplier=SUPPLIER,
        wave_id=WAVE,
        workbook="book",
        lines=lines,
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=(),
        state=ParcelState.NUMBERED,
        tracking=tracking,
    )
    stage.desk.commit(Change(puts=(parcel,)))

    def upload(known: dict[str, datetime]) -> Uploaded:
        return upload_tracking(
            "P1",
            desk=stage.desk,
            platform_of=platforms.__getitem__,
            settings=settings,
            known_until=lambda store: known.get(store.id),
            now=lambda: stage.now,
        )

    with pytest.raises(StaleAfterSales):
        upload({})
    # The refunds of one store are not known: the other does not wait for it.
    assert upload({"tea-shop": stage.now}) is Uploaded.SHIPPED
    assert [len(one.calls) for one in (mine, other)] == [0, 1]
    assert stage.parcel().state is ParcelState.NUMBERED
    both = {"cup-shop": stage.now, "tea-shop": stage.now}
    assert upload(both) is Uploaded.SHIPPED
    assert stage.parcel().state is ParcelState.SHIPPED
    assert upload(both) is Uploaded.NOTHING_TO_DO
    assert [len(one.calls) for one in (mine, other)] == [1, 1]
    calls = [one.calls[0] for one in (mine, other)]
    assert [[line.order.store for line in one.lines] for one in calls] == [
        ["cup-shop"],
        ["tea-shop"],
    ]
    assert len({one.request_id for one in calls}) == 2
    assert {one.tracking for one in calls} == {tracking}


def _parcel_line(work: LineWork) -> ParcelLine:
    return ParcelLine(
        key=work.key,
        sku="MUG",
        name="杯",
        spec="",
        quantity=1,
        paid_minor=5990,
        is_gift=False,
        parts=work.parts,
    )
