"""Pull ledgers and intake marks keep what they are given: in memory, in moto, in the emulator."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import boto3
import pytest

from hedan.adapters.ledger_table import LedgerTable
from hedan.domain.intake import IntakeMark
from hedan.domain.pull_ledger import Listing, PullLedger, PullWindow, Row
from hedan.errors import VersionConflict
from infra.local.emulator import Emulator
from tests.contracts.conftest import REGION, WORLDS
from tests.contracts.tables import create_table
from tests.fakes.memory_ledgers import MemoryLedgers

NOW = datetime(2026, 9, 28, 4, tzinfo=UTC)


class Ledgers(Protocol):
    """What both are."""

    def ledger(self, store: str, listing: Listing) -> PullLedger: ...
    def save(self, ledger: PullLedger, closed: Sequence[PullWindow]) -> PullLedger: ...
    def closed_windows(
        self, store: str, listing: Listing, since: datetime, until: datetime
    ) -> list[PullWindow]: ...
    def mark(self, mark: IntakeMark) -> None: ...
    def marks(self, store: str, subjects: Iterable[str]) -> dict[str, IntakeMark]: ...
    def set_aside(self, store: str) -> list[IntakeMark]: ...


@pytest.fixture(params=WORLDS)
def ledgers(request: pytest.FixtureRequest) -> Ledgers:
    """Empty ledgers of each kind."""
    match request.param:
        case "memory":
            return MemoryLedgers()
        case "moto":
            request.getfixturevalue("aws")
            client = boto3.client("dynamodb", region_name=REGION)
        case _:
            running: Emulator = request.getfixturevalue("emulator")
            client = running.session().client("dynamodb", endpoint_url=running.endpoint_url)
    name = f"ledgers-{request.node.name[:40]}".replace("[", "-").replace("]", "")
    return LedgerTable(client, create_table(client, "SettingsTable", name))


def window(minutes: int, listing: Listing = Listing.ORDERS) -> PullWindow:
    since = NOW + timedelta(minutes=minutes)
    return PullWindow(
        store="cup-shop",
        listing=listing,
        since=since,
        until=since + timedelta(minutes=5),
        first_asked_at=NOW,
        asked_at=NOW,
        hinted_at=NOW,
        pages=1,
        end_seen=True,
        rows=1,
        distinct=1,
        total=1,
        pending=(Row(order_id="1", changed_at=NOW),),
        doors={"push": 1},
    )


def mark(subject: str, seconds: int = 0, outcome: str = "set_aside") -> IntakeMark:
    return IntakeMark.model_validate(
        {
            "store": "cup-shop",
            "subject": subject,
            "outcome": outcome,
            "reason": f"at {seconds}",
            "listed_at": None,
            "at": NOW + timedelta(seconds=seconds),
            "hint": "{}",
        }
    )


def test_a_ledger_comes_back_as_it_was_saved(ledgers: Ledgers) -> None:
    fresh = ledgers.ledger("cup-shop", Listing.ORDERS)
    assert fresh == PullLedger(store="cup-shop", listing=Listing.ORDERS)
    wanted = fresh.but(asked_until=NOW, open=(window(0),), only_polled=2)
    stored = ledgers.save(wanted, [])
    assert stored == wanted.but(version=1)
    assert ledgers.ledger("cup-shop", Listing.ORDERS) == stored
    assert ledgers.ledger("cup-shop", Listing.AFTER_SALES).asked_until is None
    assert ledgers.ledger("mug-shop", Listing.ORDERS).asked_until is None


def test_the_slower_of_two_is_refused(ledgers: Ledgers) -> None:
    fresh = ledgers.ledger("cup-shop", Listing.ORDERS)
    ledgers.save(fresh, [])
    with pytest.raises(VersionConflict):
        ledgers.save(fresh, [])


def test_closed_windows_are_found_by_the_span_they_touch(ledgers: Ledgers) -> None:
    closed = [window(minutes) for minutes in (0, 5, 10, 60)]
    other = window(5, Listing.AFTER_SALES)
    ledgers.save(ledgers.ledger("cup-shop", Listing.ORDERS), [*closed, other])
    since, until = NOW + timedelta(minutes=7), NOW + timedelta(minutes=12)
    found = ledgers.closed_windows("cup-shop", Listing.ORDERS, since, until)
    assert found == closed[1:3]
    assert ledgers.closed_windows("mug-shop", Listing.ORDERS, since, until) == []


def test_the_newest_mark_of_a_subject_counts(ledgers: Ledgers) -> None:
    ledgers.mark(mark("1", 5))
    ledgers.mark(mark("1", 3))
    ledgers.mark(mark("2/77", 1, "unchanged"))
    found = ledgers.marks("cup-shop", ["1", "2/77", "3", "1"])
    assert {subject: one.reason for subject, one in found.items()} == {"1": "at 5", "2/77": "at 1"}
    assert [one.subject for one in ledgers.set_aside("cup-shop")] == ["1"]
    assert ledgers.set_aside("mug-shop") == []


def test_more_marks_than_one_read_takes(ledgers: Ledgers) -> None:
    subjects = [str(number) for number in range(120)]
    for subject in subjects[::2]:
        ledgers.mark(mark(subject))
    assert sorted(ledgers.marks("cup-shop", subjects)) == sorted(subjects[::2])
