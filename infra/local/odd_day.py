"""The odd orders' day: placed with the others, held for what is odd, let on when it is mended.

In the first part each is odd by itself; in the second something happens to it: a refund of one
piece, the same again, a person, a change after the supplier has it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import batched

from hedan.domain.line_work import LineState
from hedan.domain.people import Role
from hedan.domain.stops import StopAnswer
from hedan.settings import ListingPart, ListingSettings
from infra.local import elsewhere
from infra.local.asked_back import answer
from infra.local.doudian import Faults, OutageKind
from infra.local.doudian.people import Buyer
from infra.local.mall import MallPlatform
from infra.local.odd_goods import (
    BOWL,
    CLOCK,
    GLASSES,
    LAST_JAR,
    LATER_LISTING,
    PLATE,
    POSTER,
    STOOL,
    TABLE_SET,
    UNMAPPED,
)
from infra.local.odd_orders import Odd, alone, finding_codes, scene_of
from infra.local.placing import place
from infra.local.scenes import ODD, POLL_SECONDS_MAX, WORK_SECONDS_MAX, Day, wait_state
from infra.local.simulated.trade import Goods, Terms
from infra.local.taobao import TaobaoPlatform
from infra.local.team import Teammate
from infra.local.waiting import TooLate, now_and_then, wait_for
from infra.publish_settings import publish

STORE, MALL, TAOBAO = "odd-house", "mall-house", "tao-house"
SENT_BY_HAND = "SF0000000000001"
TRIES = 3
RECHECK_SECONDS = 5.0
AT_ONCE = 7

# What goes all the way: what rules and sets did to them stands in the workbooks.
MERGED_NEVER = (f"{ODD}never merged 1", f"{ODD}never merged 2")
SET, POSTERS, ROUTED, APART = f"{ODD}set", f"{ODD}poster", f"{ODD}stool", f"{ODD}glasses apart"
MAPPED, WINNER = f"{ODD}unknown at first", f"{ODD}last jar"
BOUGHT_FIRST = f"{ODD}bought once"
READY_AT_FIRST = (*MERGED_NEVER, SET, POSTERS, ROUTED, APART, BOUGHT_FIRST)
SHIPPED = (*READY_AT_FIRST, MAPPED, WINNER, scene_of("BALANCE_DUE"))
# Ready at first, and odd by what happens to them later.
READY_FOR_MORE = ("PART_REFUND", "STOCK_GIVEN", "HELD_BY_HAND", "EDIT_TOUCHED")
READY_FOR_WAVE = ("CHANGED", "REPLACES_HANDED_OVER")
OLD_OF_REPLACED = f"{ODD}replaced later"


def unknown_at_first(day: Day) -> None:
    """An order of an unknown code is held; the next version of the settings says what that is."""
    _place(day, MAPPED, Odd((UNMAPPED,)))
    wait_for(f"{MAPPED} is held", lambda: bool(day.holds(MAPPED)), seconds=POLL_SECONDS_MAX)
    known = ListingSettings(store=STORE, code=LATER_LISTING, parts=(ListingPart(sku=BOWL.code),))
    settings = day.world.settings
    wanted = settings.but(listings=(*settings.listings, known))
    day.world.settings = publish(wanted, day.world.stack, by="owner", note="示例饭碗的新编码")


def morning(day: Day) -> None:
    """Place everything that is odd by itself, and what something happens to later.

    Some at a time, each waited for: the emulator starts a worker for every order at once.
    """
    for some in batched(alone(datetime.now(UTC)).items(), AT_ONCE, strict=False):
        for code, odd in some:
            _place(day, scene_of(code), odd)
        for code, _ in some:
            wait_held(day, code)
    _asked_and_sent(day)
    _at_others(day)
    for code in ("PART_REFUND", "HELD_BY_HAND", "CHANGED"):
        _place(day, scene_of(code), Odd((replace(BOWL, quantity=3),)))
    _place(day, scene_of("STOCK_GIVEN"), Odd((LAST_JAR,)))
    for code in ("ADDRESS_CHANGE_ASKED", "SHIPPED_ELSEWHERE", "GIFT_WRAP"):
        wait_held(day, code)
    for code in (*READY_FOR_MORE, "CHANGED"):
        _wait_ready(day, scene_of(code))
    _what_is_fine(day)
    for scene in (*READY_AT_FIRST, OLD_OF_REPLACED):
        _wait_ready(day, scene)


def _what_is_fine(day: Day) -> None:
    """Place what goes all the way."""
    _place(day, SET, Odd((TABLE_SET,)))
    _place(day, POSTERS, Odd((POSTER,)))
    _place(day, ROUTED, Odd((STOOL, PLATE)))
    _place(day, APART, Odd((GLASSES, PLATE)))
    place(day, BOUGHT_FIRST, STORE, [PLATE], hours_ago=3.0, buyer=_twice(day))
    clock_lover = day.people.buyer()
    for pieces, scene in enumerate(MERGED_NEVER, start=1):
        clocks = [replace(CLOCK, quantity=pieces)]
        place(day, scene, STORE, clocks, hours_ago=5 - pieces, buyer=clock_lover)


def more_happens(day: Day) -> None:
    """Second part: what was ready becomes odd, and what was odd is mended."""
    # Some hours back, as everything: it does not wait for other orders of the buyer.
    paid_at = datetime.now(UTC) - timedelta(hours=2)
    day.world.platform.pay(day.orders[scene_of("BALANCE_DUE")].order_id, paid_at)
    place(day, scene_of("DUPLICATE"), STORE, [PLATE], hours_ago=2.75, buyer=_twice(day))
    # Less time is left for this one: the only jar is its.
    place(day, WINNER, STORE, [LAST_JAR], ship_within_hours=24)
    refunded = day.orders[scene_of("PART_REFUND")].order_id
    day.world.platform.request_refund(refunded, refunded, count=1)
    _by_hand(day)
    wait_held(day, "PART_REFUND")  # Else its refund would be the one that cannot be read.
    _refund_before_its_order(day)
    for code in ("DUPLICATE", *READY_FOR_MORE):
        wait_held(day, code)


def goes_on_by_itself(day: Day) -> None:
    """Before the waves: what was mended is ready, without a person."""
    again = now_and_then(lambda: day.world.invoke("RecheckHeld", {}), RECHECK_SECONDS)
    for scene in (MAPPED, WINNER, scene_of("BALANCE_DUE")):
        wait_for(
            f"{scene} goes on by itself",
            partial(_is_ready, day, scene, again),
            seconds=POLL_SECONDS_MAX,
        )


def after_waves(day: Day) -> None:
    """The supplier has it, and then it changes."""
    changed = day.orders[scene_of("CHANGED")].order_id
    buyer = day.people.buyer()
    day.world.platform.apply_address_change(changed, buyer.receiver)
    day.world.platform.confirm_address_change(changed)
    platform = elsewhere.platform_of(day, MALL)
    assert isinstance(platform, MallPlatform)
    successor = platform.divide_again(day.orders[OLD_OF_REPLACED].order_id)
    day.orders[scene_of("REPLACES_HANDED_OVER")] = day.world.key(MALL, successor)
    for code in READY_FOR_WAVE:
        wait_held(day, code)
    answer(day, scene_of("CHANGED"), StopAnswer.GONE)
    wait_held(day, "STOP_TOO_LATE")


def kept_back(day: Day) -> set[str]:
    """Orders that no supplier labels: they changed after the hand-over."""
    return {day.orders[scene].order_id for scene in (scene_of("CHANGED"), OLD_OF_REPLACED)}


def shipped(day: Day) -> None:
    """What goes all the way has gone it."""
    for scene in SHIPPED:
        wait_state(day, scene, {LineState.SHIPPED})


def was_raised(day: Day, code: str) -> bool:
    """Tell whether a code's order was held for it, now or before."""
    scene = scene_of(code)
    return scene in day.orders and any(
        hold.finding.code == code for hold in day.file(scene).holds.holds
    )


def _wait_ready(day: Day, scene: str) -> None:
    wait_state(day, scene, {LineState.READY}, seconds=POLL_SECONDS_MAX)


def wait_held(day: Day, code: str) -> None:
    """Wait until a code's order has been held for it."""
    assert code in finding_codes(), code
    what = f"{scene_of(code)} is held"
    wait_for(what, partial(was_raised, day, code), seconds=POLL_SECONDS_MAX)


def _place(day: Day, scene: str, odd: Odd) -> None:
    buyer = day.people.buyer()
    if odd.moved:
        buyer = replace(buyer, receiver=odd.moved(buyer.receiver))
    if odd.buyer:
        buyer = replace(buyer, buyer=odd.buyer)
    place(day, scene, STORE, odd.items, buyer=buyer, **odd.terms)


def _twice(day: Day) -> Buyer:
    """Return the buyer who orders the same twice."""
    if BOUGHT_FIRST not in day.orders:
        return replace(day.people.buyer(), buyer="buyer-twice")
    record = day.world.platform.order(day.orders[BOUGHT_FIRST].order_id)
    return Buyer(record.buyer, record.receiver)


def _asked_and_sent(day: Day) -> None:
    """One whose buyer asks for another address, and one that the seller sent past us in part."""
    platform = day.world.platform
    asked = place(day, scene_of("ADDRESS_CHANGE_ASKED"), STORE, [BOWL])
    platform.apply_address_change(asked.order_id, day.people.receiver())
    sent = place(day, scene_of("SHIPPED_ELSEWHERE"), STORE, [BOWL, PLATE])
    platform.ship_by_hand(sent.order_id, "shunfeng", SENT_BY_HAND, lines=[1])


def _at_others(day: Day) -> None:
    """What Doudian has no field for."""
    wrapped = Terms(gift_wrap=True)
    _elsewhere(day, scene_of("GIFT_WRAP"), MALL, elsewhere.TEA, terms=wrapped)
    _elsewhere(day, OLD_OF_REPLACED, MALL, elsewhere.TEA)
    _elsewhere(day, scene_of("EDIT_TOUCHED"), TAOBAO, elsewhere.TEA)


def _elsewhere(day: Day, scene: str, store: str, goods: Goods, terms: Terms | None = None) -> None:
    platform = elsewhere.platform_of(day, store)
    assert isinstance(platform, MallPlatform | TaobaoPlatform)
    (person,) = elsewhere.people(day, 1)
    paid_at = datetime.now(UTC) - timedelta(hours=3, seconds=len(day.orders))
    shop = day.world.shop(store)
    order_id = platform.place_order(shop, [goods], person, paid_at=paid_at, terms=terms or Terms())
    day.orders[scene] = day.world.key(store, order_id)


def _by_hand(day: Day) -> None:
    """The operator holds one order, and decides about another whose goods then change."""
    operator = Teammate(day.world.stack, Role.OPERATOR)
    operator.hold(day.orders[scene_of("HELD_BY_HAND")], "买家电话说还在考虑")
    key = day.orders[scene_of("EDIT_TOUCHED")]
    order = day.file(scene_of("EDIT_TOUCHED")).order
    assert order is not None
    (line,) = order.lines
    wish = {"field": "note", "line_id": line.line_id, "value": "茶叶分两袋装"}
    operator.edit(key, order.version, wish, "买家要分装")
    platform = elsewhere.platform_of(day, TAOBAO)
    assert isinstance(platform, TaobaoPlatform)
    soap = Goods("SOAP-OAT", "示例燕麦皂", 2, 12800)
    platform.change_sku(key.order_id, line.line_id, soap)
    day.world.invoke("PollStore", {"store": TAOBAO})


def _refund_before_its_order(day: Day) -> None:
    """A refund that comes first and cannot be read; a poll that sees the order first spoils it."""
    scene = scene_of("AFTER_SALE_UNREADABLE")
    platform = day.world.platform
    for _ in range(TRIES):
        usual, platform.faults = platform.faults, Faults(drop_probability=1.0)
        order_id = place(day, scene, STORE, [BOWL]).order_id
        platform.faults = Faults()
        platform.outage(OutageKind.BAD_IP, calls=1, method="afterSale.Detail")
        platform.request_refund(order_id)
        wait_for(
            f"{scene}: its refund is known",
            lambda: bool(day.file(scene).after_sales),
            seconds=WORK_SECONDS_MAX,
        )
        platform.end_outages()
        file = day.file(scene)
        is_first = file.order is None and not any(one.lines for one in file.after_sales.values())
        platform.set_memo(order_id, "")
        platform.faults = usual
        if is_first:
            wait_held(day, "AFTER_SALE_UNREADABLE")
            return
    raise TooLate(f"{scene}: a poll saw the order or its refund first, {TRIES} times")


def _is_ready(day: Day, scene: str, again: Callable[[], None]) -> bool:
    if day.states(scene) == {LineState.READY}:
        return True
    again()
    return False
