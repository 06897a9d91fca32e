"""Gather: all that one decision looks at, read from where it is kept."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hedan.deciding.decide import decide
from hedan.deciding.gifts import tallies_of
from hedan.deciding.looked import goods_of, to_ship
from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import Sku
from hedan.domain.decisions import Case, Decision
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.history import Member, place_of
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import SHIPPABLE, Order
from hedan.domain.sku_histories import HISTORIES_KEY
from hedan.domain.tallies import route_tally, seen_by
from hedan.ports import Archive, Desk, OrderFile
from hedan.settings import SkuSettings
from hedan.usecases.orders.route_facts import RouteFacts, route_facts

# A function lives for hours; what is written once a night need not be read for every order.
HISTORIES_FOR = timedelta(minutes=15)
NOTHING_KNOWN = Facts()


class SkuHistories:
    """How each SKU was bought lately. Empty before the first night."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._read_at: datetime | None = None
        self._known: Mapping[str, Any] = {}

    def of(self, skus: Sequence[Sku], now: datetime) -> dict[Sku, SkuHistory]:
        """Return the histories of those SKUs that have one."""
        if self._read_at is None or now - self._read_at > HISTORIES_FOR:
            self._known = self._read()
            self._read_at = now
        return {
            sku: SkuHistory.model_validate(self._known[sku]) for sku in skus if sku in self._known
        }

    def _read(self) -> Mapping[str, Any]:
        try:
            known: dict[str, Any] = json.loads(self._archive.get(HISTORIES_KEY))
        except KeyError:
            return {}
        return known


class Deciding:
    """What decisions are made with: what the desk knows, SKUs' histories, the seller's rules."""

    def __init__(self, desk: Desk, book: RuleBook, histories: SkuHistories) -> None:
        self.desk = desk
        self.book = book
        self._histories = histories

    def decide(self, file: OrderFile, now: datetime, out: Collection[Sku] = ()) -> Decision:
        """Decide an order as it is now; at the version of the decision that it would replace.

        out: SKUs of which the stock has turned out to have too little. Raises ValueError for an
        order that nobody has told us yet.
        """
        decision = decide(self.case(file, now, out), self.book)
        return decision.but(version=file.decision.version) if file.decision else decision

    def case(self, file: OrderFile, now: datetime, out: Collection[Sku] = ()) -> Case:
        """Return what the decision looks at. Raises ValueError as decide() does."""
        bare = case_of(file, NOTHING_KNOWN, (), now)
        order = bare.order
        # By the codes of the platforms' lines: as the nights count and the checks look up.
        skus = sorted({line.sku for line in order.lines if line.sku})
        buyer = BuyerHistory.model_construct(orders=tuple(self._buyer_orders(order)))
        routing = self._routing(bare, buyer, now)
        predecessors = tuple(self._predecessors(order))
        facts = Facts.model_construct(
            buyer=buyer,
            skus=self._histories.of(skus, now) if skus else {},
            unnumbered=tuple(self._unnumbered(file, order)),
            tallies=self._tallies(bare),
            out=tuple(sorted({*_known_out(file), *out})),
            silent=routing.silent,
            full=routing.full,
            poor=routing.poor,
            beside=routing.beside,
            saw=_saw(file, predecessors),
        )
        return bare.but(facts=facts, predecessors=predecessors)

    def _buyer_orders(self, order: Order) -> Sequence[BuyerOrder]:
        return self.desk.buyer_orders(order.key, order.buyer_id) if order.buyer_id else ()

    def _unnumbered(self, file: OrderFile, order: Order) -> Iterator[str]:
        """Yield the lines that a supplier has not sent yet although the platform has them sent.

        Only of these it matters, so only for these their parcels are read.
        """
        told = [line.line_id for line in order.lines if line.status not in SHIPPABLE]
        works = [file.line(line_id) for line_id in told]
        claimed = {
            work.key.line_id: work.parcel_id
            for work in works
            if work.state is LineState.CLAIMED and work.parcel_id
        }
        parcels = self.desk.parcels(set(claimed.values())) if claimed else {}
        for line_id, parcel_id in claimed.items():
            if parcel_id in parcels and parcels[parcel_id].tracking is None:
                yield line_id

    def _tallies(self, case: Case) -> dict[str, dict[str, int]]:
        """Return what was counted that this order may hang on; most hang on nothing of the kind."""
        if not to_ship(case):
            return {}
        gifts = tallies_of(case.order, self.book, case.at)
        routes = self._routes(case) if self.book.goods.has_shares else []
        if not gifts and not routes:
            return {}
        known = self.desk.tallies([*gifts, *routes])
        # Of a gift only this order and all others matter; of a route each of few suppliers.
        told = {name: seen_by(str(case.order.key), known[name]) for name in gifts}
        return told | {name: dict(known[name].counts) for name in routes}

    def _routes(self, case: Case) -> list[str]:
        return [route_tally(sku.sku) for sku in self._skus(case) if sku.sources]

    def _routing(self, case: Case, buyer: BuyerHistory, now: datetime) -> RouteFacts:
        if not (self.book.has_fall_backs or self.book.goods.has_shares):
            return RouteFacts()
        skus = self._skus(case)
        return route_facts(case.order.key, skus, buyer, book=self.book, desk=self.desk, now=now)

    def _skus(self, case: Case) -> list[SkuSettings]:
        """Return what the lines still to be shipped are made of, each SKU once."""
        parts = (part for parts in goods_of(case, self.book).values() for part in parts or ())
        known = {part.sku: self.book.goods.skus.get(part.sku) for part in parts}
        return [sku for sku in known.values() if sku is not None]

    def _predecessors(self, order: Order) -> Iterator[LineWork]:
        for order_id in order.replaces:
            yield from self.desk.order_file(order.key.but(order_id=order_id)).lines.values()


def _known_out(file: OrderFile) -> tuple[Sku, ...]:
    """Return what was out when the order's lines were reserved: while they are, it stays so.

    Else every look at a line that waits without its gift would put it in question.
    """
    begun = any(work.state is not LineState.NEW for work in file.lines.values())
    return file.decision.facts.out if file.decision and begun else ()


def _saw(file: OrderFile, predecessors: Sequence[LineWork]) -> dict[str, dict[str, int]]:
    """Return which versions the case is made of, but for those that a decision says by itself."""
    saw: dict[str, dict[str, int]] = {}
    seen: tuple[Member, ...] = (
        *file.lines.values(),
        *file.after_sales.values(),
        file.holds,
        *predecessors,
    )
    for one in seen:
        if one.version:
            order, name = place_of(one)
            saw.setdefault(order.order_id, {})[name] = one.version
    return saw


def case_of(file: OrderFile, facts: Facts, predecessors: Sequence[LineWork], at: datetime) -> Case:
    """Return the case that an order's file makes at an instant.

    Raises ValueError for an order that nobody has told us yet: there is nothing to decide.
    """
    if file.order is None:
        raise ValueError(f"{file.key}: no order to decide")
    return Case.model_construct(
        order=file.order,
        after_sales=tuple(file.after_sales.values()),
        works=tuple(file.lines.values()),
        predecessors=tuple(predecessors),
        edits=file.edits,
        facts=facts,
        settled=file.holds.settled,
        last=file.decision,
        at=at,
    )
