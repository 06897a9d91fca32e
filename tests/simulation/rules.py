"""What the seller wants done in every second run: gifts, routes, holds, and a rule that fails."""

from hedan.deciding.rule_book import RuleBook
from hedan.domain.rules import (
    Action,
    AddGift,
    HoldIt,
    ReleaseIt,
    Route,
    Rule,
    Scope,
    TagIt,
    Tell,
    UseCarrier,
)
from tests.simulation.gifts import GIFT_RULES
from tests.simulation.world import SETTINGS


def _rule(rule_id: str, when: str, *then: Action, scope: Scope = Scope.ORDER) -> Rule:
    return Rule(id=rule_id, author="li", when=when, then=then, scope=scope)


RULES = (
    _rule("gift", "order.units >= 2", AddGift(sku="CUP")),
    _rule("gift-of-a-line", "line.sku == 'MUG'", AddGift(sku="CUP"), scope=Scope.LINE),
    _rule(
        "two-mugs",
        "line.sku == 'MUG' && line.quantity == 2",
        Route(supplier="factory-b"),
        scope=Scope.LINE,
    ),
    _rule("three", "order.units == 3", HoldIt(reason="三件")),
    _rule(
        "remark",
        "'remark' in order.tags",
        TagIt(tag="r"),
        Tell(text="轻放"),
        UseCarrier(carrier="zto"),
    ),
    _rule("again", "true", ReleaseIt(finding="DUPLICATE")),
    _rule("fails", "order.lines[1].quantity == 2", TagIt(tag="f")),
)
PLAIN = RuleBook(SETTINGS)
RULED = RuleBook(SETTINGS.but(rules=(*RULES, *GIFT_RULES)))
# What is there goes, where an order lacks stock for some of its lines.
IN_PARTS = RuleBook(RULED.settings.but(split=SETTINGS.split.but(send_what_is_there=True)))


def book_of(seed: int) -> RuleBook:
    """Return the rules that are in force in a run."""
    return (PLAIN, RULED, PLAIN, IN_PARTS)[seed % 4]
