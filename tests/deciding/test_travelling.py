"""Who an order travels with, as rules and people say it: what the plan of a wave is told."""

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.edits import EditField
from hedan.domain.rules import NeverMerge, Rule
from tests.deciding.builders import SETTINGS, book, case, edit, line, order


def test_eb9_a_rule_keeps_a_buyers_orders_apart() -> None:
    """The flag "do not merge" of a customer is a rule about the buyer's id."""
    apart = Rule(id="apart", author="li", when="buyer.id in ['b-7', 'b-8']", then=(NeverMerge(),))
    rules = RuleBook(SETTINGS.but(rules=(apart,)))
    for buyer, travels in (("b-7", "with_order"), ("b-9", "with_buyer")):
        (plan,) = decide(case().but(order=order(line(), buyer_id=buyer)), rules).lines
        assert plan.handling.travels == travels


def test_a_persons_word_for_a_company_reaches_every_line_of_the_order() -> None:
    known = case(line("1"), line("2"), edits=[edit(EditField.COMPANY, "aunt")])
    assert [plan.handling.company for plan in decide(known, book()).lines] == ["aunt", "aunt"]
    assert decide(case(), book()).lines[0].handling.company == ""
