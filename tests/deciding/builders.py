"""A small shop's settings, and cases to decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.deciding.rule_book import RuleBook, Said, Silence, Spoken
from hedan.domain.decisions import Case, NearMiss, RuleFailure
from hedan.domain.edits import Edit, EditField, Edits
from hedan.domain.orders import Line, Order
from hedan.domain.rules import Action, Rule, Scope
from hedan.rules.view import View
from hedan.settings import (
    CarrierSettings,
    ListingPart,
    ListingSettings,
    Settings,
    SkuSettings,
    StoreSettings,
    SupplierSettings,
)
from tests.domain.builders import NOW, make_line, make_order, order_key

SUPPLIERS = ("factory-a", "factory-b")
SKUS = (
    SkuSettings(sku="CUP", name="杯", supplier="factory-a", tracks_stock=True, cost_minor=2000),
    SkuSettings(sku="BOX", name="盒", supplier="factory-a", weight_grams=100),
    SkuSettings(sku="BRUSH", name="刷", supplier="factory-b"),
)
LISTINGS = (
    ListingSettings(
        code="SET",
        parts=(ListingPart(sku="CUP", quantity=2, weight=3), ListingPart(sku="BOX")),
    ),
    ListingSettings(sku_id="900", parts=(ListingPart(sku="BRUSH"),)),
    ListingSettings(store="cup-shop", code="OLD", parts=(ListingPart(sku="BOX"),)),
    ListingSettings(code="OLD", parts=(ListingPart(sku="CUP"),)),
    ListingSettings(code="BROKEN", parts=(ListingPart(sku="CUP"), ListingPart(sku="NO-SUCH"))),
    ListingSettings(code="MIXED", parts=(ListingPart(sku="CUP"), ListingPart(sku="BRUSH"))),
)
SETTINGS = Settings(
    version=7,
    stores=(StoreSettings(id="cup-shop", platform="doudian", name="杯店", shop_id="1"),),
    suppliers=tuple(SupplierSettings(id=name, name=name) for name in SUPPLIERS),
    skus=SKUS,
    listings=LISTINGS,
    carriers=tuple(
        CarrierSettings(code=code, name=name, number_pattern=r"\d{6,}", platform_codes={})
        for code, name in (("zto", "中通"), ("sf", "顺丰"))
    ),
)


class Effect(NamedTuple):
    """What one rule said."""

    rule: Rule
    action: Action
    line_ids: tuple[str, ...] = ()


class Always:
    """Rules that say the same of every order: what is tested is what becomes of it."""

    def __init__(
        self,
        effects: Sequence[Said],
        near: tuple[NearMiss, ...] = (),
        failures: tuple[RuleFailure, ...] = (),
    ) -> None:
        self._spoken = Silence(tuple(effects), near, failures)
        self.asked: list[View] = []

    def run(self, view: View, at: datetime, near: bool = True) -> Spoken:
        """Say it."""
        self.asked.append(view)
        return self._spoken


def rule(rule_id: str, *then: Action, scope: Scope = Scope.ORDER) -> Rule:
    """Return a rule that does this."""
    return Rule(id=rule_id, author="li", when="true", then=then, scope=scope)


def effects(*rules: Rule, lines: tuple[str, ...] = ()) -> list[Effect]:
    """Return what these rules say when all of them fire."""
    return [
        Effect(one, action, lines if one.scope is Scope.LINE else ())
        for one in rules
        if one.scope is Scope.ORDER or lines
        for action in one.then
    ]


def book(
    *rules: Rule,
    lines: tuple[str, ...] = (),
    settings: Settings = SETTINGS,
    failures: tuple[RuleFailure, ...] = (),
) -> RuleBook:
    """Return a rule book whose rules always fire, those of lines for these lines."""
    made = RuleBook(settings)
    made.rules = Always(effects(*rules, lines=lines), failures=failures)  # type: ignore[assignment] # It says what a rule set says.
    return made


def line(line_id: str = "1", sku: str = "CUP", **changes: object) -> Line:
    """Return a line of one unit."""
    return make_line(line_id, sku=sku, **changes)


def order(*lines: Line, **changes: object) -> Order:
    """Return a stored order."""
    return make_order(*(lines or (line(),)), key=order_key("1"), version=3).but(**changes)


def case(*lines: Line, edits: Sequence[Edit] = (), **changes: object) -> Case:
    """Return a case of these lines."""
    known = Edits(order=order_key("1"), edits=tuple(edits), version=len(edits))
    made = Case(order=order(*lines), edits=known, at=NOW)
    return made.but(**changes)


def edit(field: EditField, value: str, line_id: str = "", by: str = "wang") -> Edit:
    """Return what a person decided."""
    return Edit(field=field, value=value, line_id=line_id, by=by, at=NOW)
