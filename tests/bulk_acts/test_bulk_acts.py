"""One act over many orders: previewed, done once, each order by itself, and put back."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain import bulk_acts
from hedan.domain.bulk_acts import BulkRefused, BulkState, RowState, RowWhy
from hedan.domain.bulk_deeds import (
    BulkAccept,
    BulkCarrier,
    BulkHold,
    BulkRelease,
    BulkRoute,
    BulkTag,
    Deed,
    OfPost,
    Selection,
)
from hedan.domain.edits import EditField
from hedan.domain.events import EventKind
from hedan.domain.findings import Post
from hedan.domain.line_work import LineState
from hedan.rules.mistakes import ConditionInvalid
from hedan.usecases.bulk_acts import bulk_preview
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from hedan.usecases.orders.edit_order import Wish, edit_order
from hedan.usecases.orders.hold_by_hand import hold_by_hand
from hedan.usecases.orders.release_hold import release_hold
from tests.bulk_acts.shop import (
    ALL,
    LI,
    ORDERS,
    RULED,
    WANG,
    Shop,
    fitting,
    much_later,
    opened_shop,
)
from tests.domain.builders import order_key
from tests.usecases.stage import survives

ACCEPT = BulkAccept(do="accept")
HOLD = BulkHold(do="hold")
STOPPED = BulkRelease(do="release", codes=("RULE_HOLD",))
TAG = BulkTag(do="tag", tags=("+spring", "-vip"))
ROUTE = BulkRoute(do="route", supplier="factory-b")
CARRIER = BulkCarrier(do="carrier", carrier="zto")
DEEDS: tuple[Deed, ...] = (ACCEPT, HOLD, STOPPED, TAG, ROUTE, CARRIER)


# --- Which orders -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (ALL, ["1", "2", "3", "4", "5"]),
        (fitting(finding="ACCEPT_ASK"), ["2"]),
        (fitting(when='"vip" in order.tags'), ["1", "2"]),
        (fitting(when='"vip" in order.tags', finding="ACCEPT_ASK"), ["2"]),
        (fitting(when="order.total < 0"), []),
        (Selection(among=OfPost(by="post", post=Post.OWNER)), ["4"]),
        (Selection(among=OfPost(by="post", post=Post.NOBODY)), ["3"]),
    ],
    ids=str,
)
def test_orders_are_found_by_days_post_finding_and_condition(
    selection: Selection, found: list[str]
) -> None:
    shop = opened_shop()
    bulk = shop.ask(HOLD, selection)
    assert sorted(shop.rows(bulk)) == found
    assert shop.bulk_acts.acts[bulk].found == len(found)


def test_a_condition_that_cannot_be_asked_is_refused_with_its_place() -> None:
    with pytest.raises(ConditionInvalid) as refused:
        opened_shop().ask(HOLD, fitting(when="order.totl > 1"))
    (mistake,) = refused.value.mistakes
    assert (mistake.line, mistake.column) == (1, 6)


def test_an_order_of_which_the_condition_fails_is_shown_and_left_alone() -> None:
    shop = opened_shop()
    bulk = shop.ask(HOLD, fitting(when="100 / (order.units - 2) > 1"))
    assert {row.why for row in shop.rows(bulk).values()} == {RowWhy.CONDITION_FAILED}
    assert shop.apply(bulk).counts == {RowState.REFUSED: len(ORDERS)}


def test_what_the_settings_do_not_name_is_refused_at_once() -> None:
    for deed in (ROUTE.but(supplier="factory-z"), CARRIER.but(carrier="dove")):
        with pytest.raises(BulkRefused, match="BULK_NOT_KNOWN"):
            opened_shop().ask(deed)


@pytest.mark.parametrize("limit", ["ROWS_MAX", "CANDIDATES_MAX"])
def test_too_many_orders_are_refused_with_their_number(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(bulk_preview, limit, 4)
    shop = opened_shop()
    bulk = shop.bulk_acts.acts[shop.ask(HOLD)]
    assert (bulk.state, bulk.found, bulk.pages) == (BulkState.REFUSED, 5, 0)
    with pytest.raises(BulkRefused, match="BULK_REFUSED"):
        shop.apply(bulk.bulk_id)


# --- What becomes of each -----------------------------------------------------------------------


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.do)
def test_a_preview_writes_nothing_to_any_order(deed: Deed) -> None:
    shop = opened_shop()
    before, told = shop.desk.everything(), len(shop.desk.events)
    shop.ask(deed)
    assert (shop.desk.everything(), len(shop.desk.events)) == (before, told)


def test_accepting_ends_what_waits_for_a_word_or_a_time() -> None:
    shop = opened_shop()
    bulk = shop.ask(ACCEPT)
    assert shop.states(bulk) == {n: "to_do" if n in "23" else "already" for n in ORDERS}
    assert shop.apply(bulk).counts == {RowState.ALREADY: 3, RowState.DONE: 2}
    for number in "23":
        assert shop.open_codes(number) == []
        shop.look(number, RULED)
        assert shop.line(f"{number}1", number).state is LineState.READY


def test_holding_takes_waiting_lines_back_and_frees_their_stock() -> None:
    shop = opened_shop()
    assert shop.desk.stock(["CUP"])["CUP"].reserved == 2
    shop.apply(shop.ask(HOLD))
    assert all("HELD_BY_HAND" in shop.open_codes(number) for number in ORDERS)
    assert shop.line("11").state is LineState.NEW
    assert shop.desk.stock(["CUP"])["CUP"].reserved == 0


def test_a_hundred_waiting_lines_are_taken_back_in_several_transactions() -> None:
    shop = Shop()
    shop.stock_in(200)
    shop.place(*["CUP", "MUG"] * 60, order_id="1")
    shop.take(shop.hint("1"))
    shop.look("1", RULED)
    assert len(shop.desk.order_file(order_key("1")).lines) == 120
    shop.later()
    bulk = shop.ask(HOLD)
    assert shop.apply(bulk).counts == {RowState.DONE: 1}
    lines = shop.desk.order_file(order_key("1")).lines.values()
    assert {line.state for line in lines} == {LineState.NEW}


def test_whose_post_it_is_not_releases_nothing() -> None:
    shop = opened_shop()
    bulk = shop.ask(STOPPED, by=WANG)
    assert (shop.row(bulk, "4").state, shop.row(bulk, "4").why) == (
        RowState.REFUSED,
        RowWhy.NOT_YOUR_POST,
    )


def test_rights_are_those_of_whoever_applies() -> None:
    shop = opened_shop()
    bulk = shop.ask(STOPPED, by=LI)
    assert shop.row(bulk, "4").state is RowState.TO_DO
    shop.apply(bulk, by=WANG)
    assert shop.row(bulk, "4").why is RowWhy.NOT_YOUR_POST
    assert "RULE_HOLD" in shop.open_codes("4")


def test_what_forbids_shipping_needs_a_second_person() -> None:
    shop = opened_shop()
    bulk = shop.ask(STOPPED)
    four_eyes = RULED.publish.but(four_eyes_release=True)
    shop.settings = RULED.but(publish=four_eyes)  # Asked for only after the preview.
    shop.apply(bulk)
    assert shop.row(bulk, "4").state is RowState.NEEDS_APPROVAL
    assert "RULE_HOLD" in shop.open_codes("4")


def test_what_a_supplier_has_is_refused() -> None:
    shop = opened_shop()
    shop.wave()
    assert shop.line("11").state is LineState.CLAIMED
    for deed in (HOLD, TAG, ROUTE):
        assert shop.row(shop.ask(deed), "1").why is RowWhy.WITH_SUPPLIER


def test_decisions_are_a_persons_and_count_for_the_whole_order() -> None:
    shop = opened_shop()
    bulk = shop.ask(ROUTE, fitting(when='order.id == "1"'))
    shop.apply(bulk)
    (edit,) = shop.desk.order_file(order_key("1")).edits.edits
    assert (edit.field, edit.line_id, edit.value, edit.reason) == (
        EditField.SUPPLIER,
        "",
        "factory-b",
        "because",
    )
    assert edit.by == f"li/sub-li, bulk {bulk}"
    shop.look("1", RULED)
    assert {line.supplier for line in shop.desk.order_file(order_key("1")).lines.values()} == {
        "factory-b"
    }


def test_asked_again_it_is_already_so() -> None:
    shop = opened_shop()
    for deed in (HOLD, TAG, ROUTE, CARRIER):
        shop.apply(shop.ask(deed))
        shop.later()
        assert set(shop.states(shop.ask(deed)).values()) == {"already"}


def test_one_event_counts_and_each_orders_own_names_the_bulk() -> None:
    shop = opened_shop()
    told = len(shop.desk.events)
    bulk = shop.apply(shop.ask(TAG))
    (event,) = shop.bulk_acts.events
    assert (event.kind, event.facts["done"], event.facts["bulk"]) == (
        EventKind.BULK_DONE,
        "5",
        bulk.bulk_id,
    )
    own = shop.desk.events[told:]
    assert [stored.event.facts["bulk"] for stored in own] == [bulk.bulk_id] * 5
    assert {stored.event.facts["edits"] for stored in own} == {"tag: +spring; tag: -vip"}
    undo = shop.undo(bulk.bulk_id)
    assert [event.facts["undoes"] for event in shop.bulk_acts.events] == ["", bulk.bulk_id]
    back = [stored.event.facts for stored in shop.desk.events[told + 5 :]]
    assert {(facts["bulk"], facts["taken_back"]) for facts in back} == {
        (undo.bulk_id, "tag: +spring; tag: -vip")
    }


# --- Undo ---------------------------------------------------------------------------------------


def test_undo_leaves_what_a_supplier_has_got_since() -> None:
    shop = opened_shop()
    bulk = shop.ask(ACCEPT)
    shop.apply(bulk)
    shop.look("2", RULED)
    shop.wave()
    assert shop.line("21", "2").state is LineState.CLAIMED
    undo = shop.undo(bulk)
    assert shop.states(undo.bulk_id) == {"2": "too_late", "3": "done"}
    assert (shop.open_codes("2"), shop.open_codes("3")) == ([], ["ACCEPT_WAIT"])


def test_undo_of_a_release_takes_the_lines_back() -> None:
    shop = opened_shop()
    bulk = shop.ask(ACCEPT, fitting(finding="ACCEPT_ASK"))
    shop.apply(bulk)
    shop.look("2", RULED)
    assert shop.line("21", "2").state is LineState.READY
    shop.undo(bulk)
    assert shop.line("21", "2").state is LineState.NEW
    shop.look("2", RULED)
    assert shop.open_codes("2") == ["ACCEPT_ASK"]


def test_undo_puts_back_what_somebody_had_decided_before() -> None:
    shop = opened_shop()
    _edit(shop, "1")
    before = shop.stands("1")
    for deed in (TAG, ROUTE):
        bulk = shop.ask(deed)
        shop.apply(bulk)
        assert shop.stands("1") != before
        shop.undo(bulk)
        assert shop.stands("1") == before
        shop.later()


def test_undo_leaves_what_somebody_decided_since() -> None:
    shop = opened_shop()
    bulk = shop.ask(CARRIER)
    shop.apply(bulk)
    wish = Wish(field=EditField.CARRIER, value="")
    edit_order(order_key("1"), [wish], "wang", "no", desk=shop.desk, settings=RULED, now=shop.now)
    undo = shop.undo(bulk)
    assert shop.row(undo.bulk_id, "1").why is RowWhy.NOT_AS_LEFT
    assert shop.states(undo.bulk_id)["5"] == "done"


def test_undo_of_a_hold_that_somebody_released_has_nothing_to_do() -> None:
    shop = opened_shop()
    bulk = shop.ask(HOLD)
    shop.apply(bulk)
    (hold,) = shop.desk.order_file(order_key("1")).holds.open
    release_hold(order_key("1"), hold.hold_id, "wang", desk=shop.desk, now=shop.now)
    undo = shop.undo(bulk)
    assert shop.row(undo.bulk_id, "1").why is RowWhy.RELEASED_SINCE
    assert undo.counts == {RowState.ALREADY: 1, RowState.DONE: 4}


def test_undo_has_a_day_is_done_once_and_is_not_undone() -> None:
    shop = opened_shop()
    bulk = shop.ask(TAG)
    with pytest.raises(BulkRefused, match="BULK_NOT_DONE"):
        shop.undo(bulk)
    shop.apply(bulk)
    late = shop.ask(CARRIER)
    shop.apply(late)
    undo = shop.undo(bulk)
    before = shop.end_state()
    assert shop.undo(bulk) == undo
    assert shop.end_state() == before
    with pytest.raises(BulkRefused, match="BULK_IS_UNDO"):
        shop.undo(undo.bulk_id)
    much_later(shop)
    with pytest.raises(BulkRefused, match="BULK_TOO_LATE"):
        shop.undo(late)


# --- What holds for every act -------------------------------------------------------------------


def _edit(shop: Shop, number: str) -> None:
    """Decide what some of the acts decide otherwise, and something that none of them does."""
    wishes = [
        Wish(field=EditField.TAG, value="-spring"),
        Wish(field=EditField.TAG, value="+mine"),
        Wish(field=EditField.SUPPLIER, value="factory-a"),
    ]
    edit_order(
        order_key(number), wishes, "wang", "so", desk=shop.desk, settings=RULED, now=shop.now
    )


def _hold(shop: Shop, number: str) -> None:
    hold_by_hand(order_key(number), "wait", "wang", desk=shop.desk, now=shop.now)


def _release(shop: Shop, number: str) -> None:
    for hold in shop.desk.order_file(order_key(number)).holds.open:
        release_hold(order_key(number), hold.hold_id, "wang", desk=shop.desk, now=shop.now)


def _tell(shop: Shop, number: str) -> None:
    shop.platform.change_order(number, shop.now, paid_minor=7)
    shop.take(shop.hint(number))


def _look(shop: Shop, number: str) -> None:
    shop.look(number, RULED)


MEANWHILE: tuple[Callable[[Shop, str], None], ...] = (_edit, _hold, _release, _tell, _look)
meanwhile = st.lists(st.tuples(st.sampled_from(MEANWHILE), st.sampled_from(ORDERS)), max_size=4)
some_orders = st.sets(st.sampled_from(ORDERS), min_size=1)


def _among(numbers: set[str]) -> Selection:
    named = ", ".join(f'"{number}"' for number in sorted(numbers))
    return fitting(when=f"order.id in [{named}]")


def _versions(shop: Shop, number: str) -> tuple[int, int, int]:
    file = shop.desk.order_file(order_key(number))
    return file.order.version if file.order else 0, file.holds.version, file.edits.version


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DEEDS), some_orders, meanwhile, meanwhile)
def test_only_its_rows_are_touched_and_none_that_changed_and_twice_is_once(
    deed: Deed,
    numbers: set[str],
    earlier: list[tuple[Callable[[Shop, str], None], str]],
    between: list[tuple[Callable[[Shop, str], None], str]],
) -> None:
    shop = opened_shop()
    for act, number in earlier:
        shop.later()
        act(shop, number)
    bulk = shop.ask(deed, _among(numbers))
    seen = {number: _versions(shop, number) for number in ORDERS}
    wanted = shop.states(bulk)
    for act, number in between:
        shop.later()
        act(shop, number)
    before = {number: _versions(shop, number) for number in ORDERS}
    shop.later()
    shop.apply(bulk)
    became = shop.states(bulk)
    assert set(became) == numbers
    for number in ORDERS:
        is_to_do = wanted.get(number) == "to_do"
        touched = _versions(shop, number) != before[number]
        assert touched == (became.get(number) == "done")
        if is_to_do and seen[number] != before[number]:
            assert became[number] == "changed"
        if not is_to_do:
            assert became.get(number) == wanted.get(number)
    once = shop.end_state()
    shop.later()
    shop.apply(bulk)
    assert shop.end_state() == once


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DEEDS), some_orders, meanwhile)
def test_done_and_undone_is_as_before(
    deed: Deed,
    numbers: set[str],
    earlier: list[tuple[Callable[[Shop, str], None], str]],
) -> None:
    shop = opened_shop()
    for act, number in earlier:
        shop.later()
        act(shop, number)
    before = {number: shop.stands(number) for number in ORDERS}
    shop.later()
    bulk = shop.ask(deed, _among(numbers))
    done = shop.apply(bulk).counts.get(RowState.DONE, 0)
    shop.later()
    undo = shop.undo(bulk)
    assert undo.counts == ({RowState.DONE: done} if done else {})
    assert {number: shop.stands(number) for number in ORDERS} == before


@pytest.mark.parametrize("deed", [ACCEPT, HOLD, TAG], ids=lambda deed: deed.do)
def test_a_run_that_dies_anywhere_ends_as_one_that_did_not(
    monkeypatch: pytest.MonkeyPatch, deed: Deed
) -> None:
    monkeypatch.setattr(bulk_acts, "PAGE_ROWS", 2)

    def begun() -> Shop:
        shop = opened_shop()
        shop.ask(deed)
        return shop

    def act(shop: Shop) -> None:
        (bulk,) = (name for name in shop.bulk_acts.acts if not name.endswith("-undo"))
        shop.apply(bulk)
        shop.undo(bulk)

    assert survives(begun, act) > 20  # type: ignore[arg-type] # A shop is a stage.


def test_a_preview_that_dies_anywhere_ends_as_one_that_did_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk_acts, "PAGE_ROWS", 2)
    assert survives(opened_shop, lambda shop: shop.ask(TAG)) > 10  # type: ignore[attr-defined]


def test_nobody_works_on_what_nobody_asked_for() -> None:
    shop = opened_shop()
    with pytest.raises(KeyError):
        work_on_bulk(
            "none", deciding=shop.deciding(), bulk_acts=shop.bulk_acts, now=lambda: shop.now
        )
