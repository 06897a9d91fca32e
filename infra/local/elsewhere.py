"""The same day on every other platform: an order, a refund before and one after the hand-over.

And what only some have: a purchase of several merchants, a platform that asks and waits for the
answer, a store that knows nothing but export sheets.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.pull_ledger import Listing
from hedan.domain.stops import StopAnswer
from hedan.settings import StoreSettings
from infra.local.scenes import (
    POLL_SECONDS_MAX,
    WORK_SECONDS_MAX,
    Day,
    is_odd,
    polling,
    wait_state,
)
from infra.local.sheets import drop_sheet
from infra.local.shops import BEFORE_TODAY, OTHER_MERCHANT, OTHER_VENDOR, PinduoduoShop
from infra.local.simulated.trade import Goods, Person, SimulatedPlatform
from infra.local.waiting import wait_for

BLUE = Goods("CUP-BLUE-01", "示例保温杯", 1, 5990, spec="蓝")
TEA = Goods("TEA-LJ-250", "示例龙井茶", 2, 12800, spec="250克")
MUG = Goods("MUG-W", "Sample mug", 2, 1295, spec="White")
# What each store sells: one line, so that each refund stops one parcel.
SOLD: dict[str, tuple[Goods, ...]] = {
    "pin-house": (TEA,),
    "tao-house": (TEA,),
    "ali-house": (MUG,),
    "mall-house": (TEA,),
    "woo-house": (TEA,),
}
# Pinduoduo shows a change after three minutes: a refund after the hand-over takes longer than a
# local day has patience for.
ASKED_LATE = ("tao-house", "ali-house", "mall-house", "woo-house")
SHEET_STORE = "sheet-house"


def platform_of(day: Day, store: str) -> SimulatedPlatform:
    """Return the platform that a store is on."""
    return day.world.shops[day.world.settings.store(store).platform].platform


def before_today(day: Day) -> None:
    """What Pinduoduo shall show at once happened some minutes ago.

    The first of all: what a poll has asked about already is not asked again.
    """
    shop = day.world.shops["pinduoduo"]
    assert isinstance(shop, PinduoduoShop)
    shop.ago = BEFORE_TODAY
    ordered = {
        f"pin-house {scene}": _ordered(day, "pin-house") for scene in ("plain", "refund before")
    }
    shop.ago = BEFORE_TODAY - timedelta(minutes=2)
    shop.platform.request_refund(ordered["pin-house refund before"].order_id)
    shop.ago = timedelta(0)
    day.ordered_before = ordered


def morning(day: Day) -> None:
    """Buyers order everywhere; a file store drops its export sheet."""
    for store in SOLD:
        if store == "pin-house":
            continue
        _order(day, f"{store} plain", store)
        _order(day, f"{store} refund before", store)
        if store in ASKED_LATE:
            _order(day, f"{store} refund after", store)
    day.orders |= day.ordered_before
    _purchases(day)
    for number, order_id in enumerate(drop_sheet(day, SHEET_STORE, people(day, 2)), start=1):
        day.orders[f"{SHEET_STORE} order {number}"] = day.world.key(SHEET_STORE, order_id)


def _purchases(day: Day) -> None:
    """Two purchases over two merchants each; only one merchant of each is ours."""
    for scene, store, other in (
        ("mall divided", "mall-house", OTHER_MERCHANT),
        ("woo divided", "woo-house", OTHER_VENDOR),
    ):
        ours = day.world.shop(store)
        shop = day.world.shops[day.world.settings.store(store).platform]
        placed = shop.platform.place_purchase(  # type: ignore[attr-defined] # Both malls have it.
            {ours: [TEA], other: [BLUE]}, _buyer(day), paid_at=_earlier(day)
        )
        day.orders[scene] = day.world.key(store, placed[ours])
        day.siblings[scene] = placed[other]


def _order(day: Day, scene: str, store: str) -> None:
    day.orders[scene] = _ordered(day, store)


def _ordered(day: Day, store: str) -> OrderKey:
    order_id = platform_of(day, store).place_order(
        day.world.shop(store),
        list(SOLD[store]),
        _buyer(day),
        paid_at=_earlier(day),
    )
    return day.world.key(store, order_id)


def _earlier(day: Day) -> datetime:
    """Some hours back, so that merge windows have passed; no two at one second."""
    return datetime.now(UTC) - timedelta(hours=3, seconds=len(day.buyers))


def people(day: Day, count: int) -> list[Person]:
    """Return so many buyers."""
    return [_buyer(day) for _ in range(count)]


def _buyer(day: Day) -> Person:
    buyer = day.people.buyer()
    at = buyer.receiver
    person = Person(
        buyer=buyer.buyer,
        name=at.name,
        phone=at.tel,
        province=at.province.name,
        city=at.city.name,
        district=at.town.name,
        detail=f"{at.street.name}{at.detail}",
    )
    day.buyers.append(person)
    return person


def worked_through(day: Day) -> None:
    """Every order is ready; where a platform calls nobody, after the next poll."""
    for scene in scenes(day):
        if scene != "pin-house refund before":
            wait_state(day, scene, {LineState.READY}, seconds=POLL_SECONDS_MAX)


def scenes(day: Day) -> Iterable[str]:
    """Every scene that is not Doudian's, but for the odd ones."""
    return [
        scene
        for scene, key in day.orders.items()
        if (key.platform != "doudian" or _sheet(key)) and not is_odd(scene)
    ]


def _sheet(key: object) -> bool:
    return f":{SHEET_STORE}:" in str(key)


def refunds_before_export(day: Day) -> None:
    """Buyers want their money back before anything is handed over."""
    for store in ASKED_LATE:
        _ask_refund(day, f"{store} refund before", store)
    for store in SOLD:
        _fenced(day, f"{store} refund before")
        wait_state(day, f"{store} refund before", {LineState.NEW}, seconds=POLL_SECONDS_MAX)
    # Another merchant's refund is none of our lines' business.
    platform_of(day, "mall-house").request_refund(day.siblings["mall divided"])


def refunds_known(day: Day) -> None:
    """No wave before that: claims wait while a store's refunds are not known up to now."""
    for store in day.world.settings.stores:
        if store.api_url:
            wait_for(
                f"refunds of {store.id} are known up to now",
                partial(_is_fresh, day, store),
                seconds=POLL_SECONDS_MAX,
            )


def _is_fresh(day: Day, store: StoreSettings) -> bool:
    known = day.world.after_sales_known_until(store)
    if known is not None and datetime.now(UTC) - known < store.after_sales_limit:
        return True
    day.world.invoke("PollStore", {"store": store.id})
    return False


def refunds_after_export(day: Day) -> None:
    """And after the hand-over: the suppliers are told, and stop every one."""
    for store in ASKED_LATE:
        _ask_refund(day, f"{store} refund after", store)
    for store in ASKED_LATE:
        _fenced(day, f"{store} refund after")


def _ask_refund(day: Day, scene: str, store: str) -> None:
    platform = platform_of(day, store)
    order_id = day.orders[scene].order_id
    platform.request_refund(order_id)
    if store == "woo-house":
        # A WooCommerce site shows a refund only when the money goes back.
        platform.agree_refund(order_id)


def _fenced(day: Day, scene: str) -> None:
    def closed() -> bool:
        file = day.file(scene)
        return bool(file.lines) and all(line.fence.is_closed for line in file.lines.values())

    look = polling(day, scene, closed)
    wait_for(f"{scene} is fenced", look, seconds=POLL_SECONDS_MAX)
    day.refunds[scene] = next(iter(day.file(scene).after_sales))


def kept_back(day: Day) -> set[str]:
    """Orders that no supplier labels: their parcels were stopped."""
    return {day.orders[f"{store} refund after"].order_id for store in ASKED_LATE}


def answers(day: Day) -> dict[str, StopAnswer]:
    """What the suppliers say of each stop."""
    return {f"{store} refund after": StopAnswer.STOPPED for store in ASKED_LATE}


def shipped(day: Day) -> None:
    """Numbers have reached every platform that has an API."""
    for scene in scenes(day):
        if "refund" not in scene:
            wait_state(day, scene, {LineState.SHIPPED}, seconds=WORK_SECONDS_MAX)


def prove(day: Day) -> None:
    """Poll until every window is closed, then write each store's certificate of today."""
    for store in day.world.settings.stores:
        if store.api_url:
            wait_for(
                f"every window of {store.id} is closed",
                partial(_all_closed, day, store.id),
                seconds=WORK_SECONDS_MAX,
            )
        today = datetime.now(UTC).astimezone(day.world.zone).date().isoformat()
        day.certificates[store.id] = _certified(day, store.id, today)


def _all_closed(day: Day, store: str) -> bool:
    day.world.invoke("PollStore", {"store": store})
    ledgers = (day.world.ledgers.ledger(store, listing) for listing in Listing)
    return not any(ledger.open for ledger in ledgers)


def _certified(day: Day, store: str, today: str) -> str:
    day.world.invoke("CertifyDay", {"store": store, "day": today})
    key = f"certificates/{store}/{today}.txt"
    found = day.world.client("s3").get_object(Bucket=day.world.stack["FileBucket"], Key=key)
    text: str = found["Body"].read().decode()
    return text
