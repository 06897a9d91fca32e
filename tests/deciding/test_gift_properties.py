"""What holds of every decision with gifts, combos and part refunds."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSaleLine
from hedan.domain.decisions import Case
from hedan.domain.facts import Facts
from hedan.domain.kept import kept_of
from hedan.domain.line_work import Fence, FenceCase, LineWork
from hedan.domain.rules import AddGift, Rule, Scope
from tests.deciding.builders import SETTINGS, case, line, order
from tests.domain.builders import NOW, line_key, make_after_sale, order_key

CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="7", changed_at=NOW, closes=True),))
PIECES = {"CUP": {"CUP": 1}, "BOX": {"BOX": 1}, "SET": {"CUP": 2, "BOX": 1}}


def _rule(rule_id: str, when: str, gift: AddGift, scope: Scope = Scope.ORDER) -> Rule:
    return Rule(id=rule_id, author="li", when=when, then=(gift,), scope=scope)


BOOK = RuleBook(
    SETTINGS.but(
        rules=(
            _rule("a-best", "order.total >= 30000", AddGift(sku="CUP", exclusive="amount")),
            _rule("b-good", "order.total >= 10000", AddGift(sku="BOX", exclusive="amount")),
            _rule("c-first", "true", AddGift(sku="BRUSH", first_per_day=5)),
            _rule("d-set", "line.sku == 'SET'", AddGift(sku="BRUSH", quantity=2), Scope.LINE),
        )
    )
)

bought = st.lists(
    st.tuples(st.sampled_from(sorted(PIECES)), st.integers(1, 5), st.integers(0, 20_000)),
    min_size=1,
    max_size=4,
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lines = [
        line(str(at), sku, quantity=quantity, paid_minor=paid)
        for at, (sku, quantity, paid) in enumerate(draw(bought), start=1)
    ]
    back = {one.line_id: draw(st.integers(0, one.quantity)) for one in lines if draw(st.booleans())}
    told = tuple(AfterSaleLine(line_id=key, quantity=units) for key, units in back.items() if units)
    works = tuple(LineWork(key=line_key("1", one.line_id), fence=CLOSED) for one in told)
    sale = make_after_sale(order=order_key("1"), lines=told)
    return case().but(
        order=order(*lines),
        works=works,
        after_sales=(sale,) if told else (),
        facts=Facts(out=draw(st.sampled_from([(), ("CUP",), ("BRUSH",)]))),
    )


@given(cases())
def test_pn20_pn21_units_and_cents_of_the_parts_are_the_lines_whatever_is_given(
    made: Case,
) -> None:
    """What leaves is what was ordered and what a rule gives for nothing; nothing more."""
    decision = decide(made, BOOK)
    assert [plan.line_id for plan in decision.lines] == [one.line_id for one in made.order.lines]
    for one, plan in zip(made.order.lines, decision.lines, strict=True):
        own = [part for part in plan.parts if not part.is_gift]
        units = {sku: count * one.quantity for sku, count in PIECES[one.sku].items()}
        assert Counter({part.sku: part.quantity for part in own}) == units
        assert sum(part.paid_minor for part in plan.parts) == one.paid_minor
        assert all(part.paid_minor == 0 for part in plan.parts if part.is_gift)


@given(cases())
def test_eb15_gifts_are_those_of_an_order_of_what_is_kept(made: Case) -> None:
    """A buyer who gives something back is given what a buyer is who never bought it."""
    kept = kept_of(made.order, made.works, made.after_sales)
    free = {one.line_id for one in kept.lines} - {work.key.line_id for work in made.works}
    after = decide(made, BOOK)
    gifts = Counter(
        (part.sku, part.quantity) for plan in after.lines for part in plan.parts if part.is_gift
    )
    if not free:  # Nothing is left that a gift of the order could travel with.
        assert not {sku for sku, _ in gifts} & {"CUP", "BOX"}
        return
    alone = decide(made.but(order=kept, works=(), after_sales=()), BOOK)
    assert gifts == Counter(
        (part.sku, part.quantity) for plan in alone.lines for part in plan.parts if part.is_gift
    )
    given_rules = {one.rule_id for one in after.reasoning.given if not one.overruled_by}
    assert not {"a-best", "b-good"} <= given_rules


@given(cases())
def test_every_gift_is_told_with_its_rule_and_every_rule_with_its_reason(made: Case) -> None:
    decision = decide(made, BOOK)
    parts = {(p.sku, p.quantity) for plan in decision.lines for p in plan.parts if p.is_gift}
    told = {one.value for one in decision.reasoning.given if not one.overruled_by}
    assert {f"{sku}*{quantity}" for sku, quantity in parts} <= told
    for one in decision.reasoning.given:
        assert one.overruled_by in {"", "stock", "after_sale", "a-best"}
