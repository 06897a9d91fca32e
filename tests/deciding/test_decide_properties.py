"""What holds for every decision: of any order, any rules, any decisions of persons."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hedan.deciding.decide import decide
from hedan.deciding.gifts import PLATFORM
from hedan.deciding.goods import Goods
from hedan.domain.decisions import Case, LinePlan, RuleFailure, said_anew
from hedan.domain.edits import Edit, EditField
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts
from hedan.domain.kept import kept_of, withdrawn_gifts
from hedan.domain.line_work import Fence, FenceCase, LineState
from hedan.domain.orders import PAID_AND_OPEN, Line, OrderStatus, Payment
from hedan.domain.rules import (
    Accept,
    Action,
    AddGift,
    Ask,
    HoldIt,
    Merge,
    NeverMerge,
    Prioritise,
    Refuse,
    ReleaseIt,
    Route,
    Rule,
    Scope,
    Split,
    TagIt,
    Tell,
    UseCarrier,
    UsePackage,
    WaitUntil,
)
from tests.deciding.builders import SETTINGS, book, case, edit, line, rule
from tests.domain.builders import (
    NOW,
    hours,
    line_key,
    make_after_sale,
    make_part,
    make_work,
    order_key,
)

LINE_IDS = ("1", "2", "3")
CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="7", changed_at=NOW, closes=True),))
GOODS = Goods(SETTINGS)
suppliers = st.sampled_from(["factory-a", "factory-b", "factory-gone"])
skus = st.sampled_from(["CUP", "BOX", "BRUSH", "SET", "MIXED", "BROKEN", "NOPE", ""])

of_lines: st.SearchStrategy[Action] = st.one_of(
    st.builds(HoldIt, reason=st.sampled_from(["x", "y"]), due_minutes=st.none() | st.just(5)),
    st.builds(HoldIt, reason=st.just("z"), until_hours_before_deadline=st.integers(0, 99)),
    st.builds(TagIt, tag=st.sampled_from(["vip", "new"])),
    st.builds(Split),
    st.builds(Route, supplier=suppliers),
    st.builds(UseCarrier, carrier=st.sampled_from(["sf", "zto", "gone"])),
    st.builds(UsePackage, package=st.sampled_from(["礼盒", "纸箱"])),
    st.builds(
        AddGift,
        sku=st.sampled_from(["BRUSH", "CUP", "NOPE"]),
        quantity=st.integers(1, 3),
        exclusive=st.sampled_from(["", "", "amount"]),
        first_per_day=st.sampled_from([None, None, 1]),
        orders_from=st.sampled_from([None, None, NOW]),
    ),
    st.builds(Tell, to=st.sampled_from(["supplier", "operator"]), text=st.sampled_from("ab")),
)
of_orders: st.SearchStrategy[Action] = st.one_of(
    of_lines,
    st.builds(ReleaseIt, finding=st.sampled_from(["QUANTITY", "PART_REFUND", "SKU_UNKNOWN"])),
    st.builds(Prioritise, hours_earlier=st.integers(-240, 240)),
    st.builds(Accept),
    st.builds(WaitUntil, minutes_after_payment=st.integers(1, 10_000)),
    st.builds(Ask, question=st.just("?")),
    st.builds(Refuse, reason=st.just("!")),
    st.builds(Merge, window_minutes=st.integers(0, 99)),
    st.builds(NeverMerge),
)


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    drawn = draw(
        st.lists(
            st.lists(of_lines, min_size=1, max_size=3).map(lambda then: (Scope.LINE, then))
            | st.lists(of_orders, min_size=1, max_size=3).map(lambda then: (Scope.ORDER, then)),
            max_size=4,
        )
    )
    return [rule(f"r{n}", *then, scope=scope) for n, (scope, then) in enumerate(drawn)]


edits = st.lists(
    st.one_of(
        st.tuples(st.just(EditField.SUPPLIER), suppliers),
        st.tuples(st.just(EditField.CARRIER), st.sampled_from(["sf", "own"])),
        st.tuples(st.just(EditField.PACKAGE), st.just("麻袋")),
        st.tuples(st.just(EditField.SKU), st.sampled_from(["CUP", "CUP*2,BOX", "NOPE"])),
        st.tuples(
            st.just(EditField.TRAVELS), st.sampled_from(["with_buyer", "with_order", "alone"])
        ),
        st.tuples(st.just(EditField.NOTE), st.just("note")),
        st.tuples(st.just(EditField.TAG), st.sampled_from(["+vip", "-vip", "-new"])),
        st.tuples(st.just(EditField.PRIORITY), st.sampled_from(["5", "-5"])),
    ).flatmap(
        lambda said: st.sampled_from(
            ("",) if said[0] in (EditField.TAG, EditField.PRIORITY) else ("", *LINE_IDS)
        ).map(lambda line_id: edit(said[0], said[1], line_id))
    ),
    max_size=5,
    unique_by=lambda one: (one.field, one.line_id),
)
lines = st.builds(
    lambda sku, quantity, paid, status, virtual, gift, due: line(
        sku=sku,
        quantity=quantity,
        paid_minor=paid,
        status=status,
        is_virtual=virtual,
        is_gift=gift,
        deadline=None if due is None else NOW + hours(due),
    ),
    skus,
    st.integers(1, 1_000_000),
    st.integers(0, 10**9),
    st.sampled_from([*OrderStatus, OrderStatus.TO_SHIP, OrderStatus.TO_SHIP]),
    st.sampled_from([False, False, True]),
    st.booleans(),
    st.none() | st.integers(-99, 999),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    drawn: list[Line] = draw(st.lists(lines, min_size=1, max_size=3))
    named = [one.but(line_id=name) for one, name in zip(drawn, LINE_IDS, strict=False)]
    made = case(*named, edits=draw(edits))
    works = tuple(
        make_work(
            draw(st.sampled_from(LineState)),
            key=line_key("1", one.line_id),
            parts=(make_part("BRUSH", is_gift=draw(st.booleans())),),
            fence=draw(st.sampled_from([Fence(), Fence(), CLOSED])),
        )
        for one in named
        if draw(st.booleans())
    )
    others = st.builds(
        BuyerOrder,
        key=st.just(order_key("2")),
        ordered_at=st.integers(-999, 9).map(lambda ago: NOW + hours(ago)),
        status=st.sampled_from(OrderStatus),
        paid_minor=st.integers(0, 10**9),
        goods=st.just(("CUP*1",)),
    )
    order = made.order.but(
        status=draw(st.sampled_from([*OrderStatus, OrderStatus.TO_SHIP, OrderStatus.TO_SHIP])),
        payment=draw(st.sampled_from(Payment)),
        paid_at=draw(st.none() | st.just(NOW - hours(2))),
        deadline=draw(st.none() | st.just(NOW + hours(9))),
        carrier_wished=draw(st.sampled_from(["", "顺丰", "飞鸽"])),
        buyer_remark=draw(st.sampled_from(["", "不要发货", "发顺丰", "hold"])),
        paid_minor=draw(st.integers(0, 10**9)),
    )
    return made.but(
        order=order,
        works=works,
        after_sales=draw(st.sampled_from([(), (make_after_sale(order=order.key),)])),
        facts=Facts(
            buyer=BuyerHistory(orders=tuple(draw(st.lists(others, max_size=2)))),
            out=draw(st.sampled_from([(), ("BRUSH",), ("BRUSH", "CUP")])),
        ),
    )


failures = st.sampled_from([(), (RuleFailure(rule_id="r9", message="failed"),)])


@given(cases(), rules(), failures)
def test_deciding_twice_gives_the_same_and_nothing_new_to_store(
    made: Case, given_rules: list[Rule], failed: tuple[RuleFailure, ...]
) -> None:
    ruled = book(*given_rules, lines=_to_ship(made), failures=failed)
    once, twice = decide(made, ruled), decide(made, ruled)
    assert once == twice
    assert not said_anew(twice, once)


@given(cases(), rules())
def test_every_line_to_ship_has_a_plan_in_which_nothing_is_lost(
    made: Case, given_rules: list[Rule]
) -> None:
    """But for the platform's gifts of which nothing that earned them is kept."""
    decision = decide(made, book(*given_rules, lines=_to_ship(made)))
    kept = kept_of(made.order, made.works, made.after_sales)
    staying = withdrawn_gifts(made.order, {one.line_id for one in kept.lines})
    travelling = [
        one
        for one in made.order.lines
        if one.line_id in {*_to_ship(made)} - staying and not one.is_virtual
    ]
    assert [plan.line_id for plan in decision.lines] == [one.line_id for one in travelling]
    for one, plan in zip(travelling, decision.lines, strict=True):
        own = [part for part in plan.parts if not part.is_gift]
        assert sum(part.paid_minor for part in own) == (one.paid_minor if own else 0)
        assert sum(part.paid_minor for part in plan.parts if part.is_gift) == 0
        said = made.edits.standing(EditField.SKU, one.line_id)
        whole = GOODS.resolve("cup-shop", one, said) or ()
        assert Counter(_units(own)) == Counter(_units(whole))


@given(cases(), rules())
def test_a_line_that_nobody_can_ship_is_never_silent(made: Case, given_rules: list[Rule]) -> None:
    decision = decide(made, book(*given_rules, lines=_to_ship(made)))
    found = {finding.code for finding in decision.findings}
    for plan in decision.lines:
        if plan.supplier is None:
            assert found & {"ROUTE_MISSING", "SKU_UNKNOWN", "COMBO_BROKEN"}, plan


@given(cases(), rules())
def test_what_a_person_decided_stands_whatever_rules_say(
    made: Case, given_rules: list[Rule]
) -> None:
    decision = decide(made, book(*given_rules, lines=_to_ship(made)))
    for plan in decision.lines:
        for field, shown in SHOWN.items():
            standing: Edit | None = made.edits.standing(field, plan.line_id)
            if standing is not None:
                assert standing.value in shown(plan)
    for tag, said in made.edits.tags().items():
        assert (tag in decision.tags) is said.value.startswith("+")


@given(cases(), rules())
def test_every_word_of_a_rule_is_written_down(made: Case, given_rules: list[Rule]) -> None:
    """For the lines for which it counts, and for those for which somebody overruled it."""
    decision = decide(made, book(*given_rules, lines=_to_ship(made)))
    written = {
        (one.rule_id, one.act) for one in decision.reasoning.given if one.rule_id != PLATFORM
    }
    assert written == {
        (one.id, action.do)
        for one in given_rules
        for action in one.then
        if one.scope is Scope.ORDER or _to_ship(made)
    }


def _to_ship(made: Case) -> tuple[str, ...]:
    if made.order.status not in PAID_AND_OPEN:
        return ()
    return tuple(one.line_id for one in made.order.lines if one.status in PAID_AND_OPEN)


def _units(parts: object) -> list[tuple[str, int]]:
    assert isinstance(parts, list | tuple)
    return [(part.sku, part.quantity) for part in parts]


def _supplier(plan: LinePlan) -> tuple[str, ...]:
    # One that the settings dropped ships nothing; the order is held for it.
    return (plan.supplier,) if plan.supplier else ("factory-gone",)


SHOWN: dict[EditField, Callable[[LinePlan], tuple[str, ...]]] = {
    EditField.SUPPLIER: _supplier,
    EditField.CARRIER: lambda plan: (plan.handling.carrier,),
    EditField.PACKAGE: lambda plan: (plan.handling.package,),
    EditField.TRAVELS: lambda plan: (plan.handling.travels,),
    EditField.NOTE: lambda plan: plan.handling.notes,
}
