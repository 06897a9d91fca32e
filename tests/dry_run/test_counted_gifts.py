"""A dry run of a gift for the first orders of a day: as many get it as would, not everybody."""

from datetime import timedelta

import pytest

from hedan.deciding.replay import replay
from hedan.deciding.sides import sides_of
from hedan.domain.base import OrderKey
from hedan.domain.decisions import Case
from hedan.domain.dry_run import Facet
from hedan.domain.facts import Facts
from hedan.domain.rules import AddGift, Rule
from hedan.domain.tallies import OTHERS
from tests.deciding.builders import SETTINGS, case, line, order
from tests.domain.builders import NOW, order_key


def giving(first_per_day: int | None) -> Rule:
    gift = AddGift(sku="CUP", first_per_day=first_per_day)
    return Rule(id="first", author="li", when="true", then=(gift,))


def days(*orders_of_day: int) -> list[Case]:
    """So many orders on each of these days, each decided when the day's tally was full."""
    made = []
    for day, count in enumerate(orders_of_day):
        at = NOW + timedelta(days=day)
        for number in range(count):
            key: OrderKey = order_key(f"{day}{number:03d}")
            bought = order(line(), key=key, paid_at=at)
            name = f"gift:first:{at:%Y-%m-%d}:CUP"
            facts = Facts(tallies={name: {OTHERS: 2}})
            made.append(case().but(order=bought, at=at, facts=facts))
    return made


@pytest.mark.parametrize(
    ("before", "after", "changed", "cost_before", "cost_after"),
    [
        (None, 3, 4, 10, 6),
        (2, 3, 2, 4, 6),
        (3, 3, 0, 6, 6),
        (3, 100, 4, 6, 10),
    ],
)
def test_as_many_as_would_get_it(
    before: int | None, after: int, changed: int, cost_before: int, cost_after: int
) -> None:
    first, second = sides_of(
        SETTINGS.but(rules=(giving(before),)), SETTINGS.but(rules=(giving(after),))
    )
    counts = replay(days(5, 5), first, second).counts
    assert counts.changed == changed
    assert counts.gifts_minor.before == cost_before * 2000  # What a cup costs.
    assert counts.gifts_minor.after == cost_after * 2000
    if changed:
        assert counts.facets[Facet.GIFTS].orders == changed
