"""Promise of a dry run: published, the settings decide the same orders exactly as foretold."""

from datetime import timedelta
from typing import Any

from hedan.deciding.outcomes import digest, outcome_of
from hedan.deciding.replay import replay
from hedan.deciding.sides import sides_of
from hedan.domain.base import OrderKey
from hedan.domain.checks import CheckRules
from hedan.domain.decisions import Decision
from hedan.domain.dry_run import Facet
from hedan.domain.snapshots import cases_in, snapshot_key
from hedan.settings import Settings
from hedan.usecases.dry_runs.snapshot_day import snapshot_day
from tests.domain.builders import NOW, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

STORE = "cup-shop"
ORDERS: dict[str, dict[str, Any]] = {
    "1": {},
    "2": {"buyer_remark": "要红色的"},
    "3": {"flag": 2},
    "4": {"seller_memo": "老客户"},
    "5": {"paid_minor": 1},
}
# More words in a remark ask for a person than before.
CANDIDATE = SETTINGS.but(
    version=7, checks=CheckRules(words_for_a_person=(*CheckRules().words_for_a_person, "红色"))
)


def shop() -> Stage:
    """Several orders, none of them decided yet."""
    stage = Stage()
    stage.stock_in(99)
    for order_id, changes in ORDERS.items():
        stage.place("CUP", order_id=order_id, buyer_id=f"buyer-{order_id}", **changes)
        stage.take(stage.hint(order_id))
    return stage


def decide_all(stage: Stage, settings: Settings) -> dict[OrderKey, Decision]:
    """Let every order go through the workflow; return what was stored."""
    stored = {}
    for order_id in ORDERS:
        stage.look(order_id, settings)
        decision = stage.desk.order_file(order_key(order_id)).decision
        assert decision is not None
        stored[order_key(order_id)] = decision
    return stored


def snapshots(stage: Stage) -> bytes:
    snapshot_day(STORE, NOW.date(), desk=stage.desk, archive=stage.archive, report=lambda *_: None)
    return stage.archive.get(snapshot_key(STORE, NOW.date()))


def test_published_they_decide_the_same_orders_exactly_as_foretold() -> None:
    past = shop()
    decide_all(past, SETTINGS)
    cases = list(cases_in(snapshots(past)))
    assert len(cases) == len(ORDERS)
    part = replay(cases, *sides_of(SETTINGS, CANDIDATE))
    assert part.counts.changed == 1  # Else this would prove little.
    assert part.counts.facets[Facet.HELD].examples[0].after == ("REMARK",)

    published = decide_all(shop(), CANDIDATE)  # The same orders, in a shop that has published.
    assert part.digests == {
        str(key): digest(outcome_of(decision)) for key, decision in published.items()
    }


def test_settings_of_the_same_content_change_nothing() -> None:
    past = shop()
    decide_all(past, SETTINGS)
    cases = list(cases_in(snapshots(past)))
    counts = replay(cases, *sides_of(SETTINGS, SETTINGS.but(version=8))).counts
    assert (counts.orders, counts.changed) == (len(ORDERS), 0)
    assert counts.parcels.change == counts.held.change == 0
    assert counts.parcels.before > 0


def test_nothing_of_the_orders_is_written() -> None:
    past = shop()
    decide_all(past, SETTINGS)
    body = snapshots(past)
    before = past.desk.everything()
    past.now += timedelta(days=1)
    replay(cases_in(body), *sides_of(SETTINGS, CANDIDATE))
    assert past.desk.everything() == before
