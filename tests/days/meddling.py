"""The line to a platform, on which rows get lost: everything that is asked goes through here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from hedan.domain.pull_ledger import Listing
from hedan.platforms.platform import Listed, Page, Platform
from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest
from tests.days.market import Market, Table, edited


@dataclass
class Missing:
    """Rows of one listing that do not arrive. lies: the count agrees with what arrives."""

    listing: Listing
    order_ids: set[str]
    until: datetime
    lies: bool
    removed: int = 0


type Watch = Callable[[Table, list[str]], None]
"""Hears of every listing answer: the orders that it named, before anything was taken out."""


@dataclass
class Line:
    """Calls on their way to a market and back."""

    market: Market
    now: Callable[[], datetime]
    missing: list[Missing] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    poisoned: set[str] = field(default_factory=set)
    poisonings: int = 0
    has_lied: bool = False  # It counted fewer rows than there were.
    is_dead: bool = False  # The seller took the permission away.
    hidden_rows: int = 0  # Of the window that is being asked: the platform's count omits them.

    def __call__(self, request: WebRequest) -> WebAnswer:
        """Serve one call."""
        if self.is_dead:
            self.market.outage(Outage.ACCESS_ENDED, calls=1)
        answer = self.market.handle(request)
        if not answer.sent or answer.status != HTTPStatus.OK:
            return answer
        for order_id in self.poisoned:
            if self.market.is_detail(request, order_id):
                self.poisonings += 1
                return edited(answer, _spoil)
        table = self.market.table(request)
        return answer if table is None else self._listed(table, answer)

    def active(self, listing: Listing) -> list[Missing]:
        """Return what is withheld of a listing now."""
        self.missing = [one for one in self.missing if one.until > self.now()]
        return [one for one in self.missing if one.listing is listing]

    def _listed(self, table: Table, answer: WebAnswer) -> WebAnswer:
        if self.watches:
            orders = [table.order_of(row) for row in table.rows_of(json.loads(answer.body))]
            for watch in list(self.watches):
                watch(table, orders)
        for one in self.active(table.listing):
            answer = self.market.without(answer, table, partial(self._cut, one, table))
        return answer

    def _cut(self, missing: Missing, table: Table, body: Any) -> int:
        """Take the rows out; return by how much the count is to be lowered."""
        rows = table.rows_of(body)
        kept = [row for row in rows if table.order_of(row) not in missing.order_ids]
        missing.removed += len(rows) - len(kept)
        self.has_lied |= missing.lies and self.hidden_rows > 0
        rows[:] = kept
        first = next((one for one in self.active(missing.listing) if one.lies), None)
        return self.hidden_rows if missing is first else 0  # They lie together, once.


class Asked:
    """A platform behind the line. It looks ahead at windows of which the platform lies, so that
    the count is lowered on every page of them."""

    def __init__(self, behind: Platform, clear: Platform, line: Line) -> None:
        self._behind, self._clear, self._line = behind, clear, line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window."""
        self._line.hidden_rows = 0
        lies = [one for one in self._line.active(listing) if one.lies]
        if lies:
            hidden = set[str]().union(*(one.order_ids for one in lies))
            self._line.hidden_rows = len(self._in_window(hidden, listing, since, until))
        yield from self._behind.pages(listing, since, until)

    def _in_window(
        self, hidden: set[str], listing: Listing, since: datetime, until: datetime
    ) -> set[tuple[str, str | None]]:
        with self._line.market.undisturbed():
            return {
                (row.order_id, row.after_sale_id)
                for page in self._clear.pages(listing, since, until)
                for row in page.rows
                if isinstance(row, Listed) and row.order_id in hidden
            }


def _spoil(body: Any) -> None:
    """Make an answer that says yes and holds nothing an adapter could read as an order."""
    for key, value in body.items():
        if isinstance(value, list):
            body[key] = 7
        if isinstance(value, dict):
            body[key] = {
                name: 7 if isinstance(one, dict | list) else one for name, one in value.items()
            }
