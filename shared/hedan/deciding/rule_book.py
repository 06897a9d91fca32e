"""The seller's settings made ready for deciding: rules compiled, names looked up, once for many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from hedan.deciding.goods import Goods
from hedan.domain.base import StoreId
from hedan.domain.checks import Catalogue
from hedan.domain.decisions import NearMiss, RuleFailure
from hedan.domain.rules import Action, AddGift, Rule, in_order
from hedan.rules.view import View
from hedan.settings import CarrierSettings, Settings, StoreSettings, SupplierSettings

if TYPE_CHECKING:
    from hedan.rules.engine import RuleSet
    from hedan.rules.health import Health

HOME = ZoneInfo("Asia/Shanghai")


class Said(Protocol):
    """One action of a rule that fired, and the lines that it speaks of (none: all)."""

    @property
    def rule(self) -> Rule:
        """The rule."""

    @property
    def action(self) -> Action:
        """What it said."""

    @property
    def line_ids(self) -> tuple[str, ...]:
        """Which lines; empty: the whole order."""


class Spoken(Protocol):
    """What came of asking all rules."""

    @property
    def effects(self) -> Sequence[Said]:
        """What the rules said, in their order."""

    @property
    def near(self) -> tuple[NearMiss, ...]:
        """Which nearly spoke."""

    @property
    def failures(self) -> tuple[RuleFailure, ...]:
        """Which failed."""

    @property
    def stopped_by(self) -> str:
        """Whose stop flag ended the run."""


class Silence(NamedTuple):
    """What comes of asking no rule."""

    effects: tuple[Said, ...] = ()
    near: tuple[NearMiss, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    stopped_by: str = ""


class RuleBook:
    """Settings with their rules compiled. Raises RulesInvalid when one of them does not compile.

    near: whether to tell which rules nearly fired, which costs time that a dry run saves.
    watched: whether to count how the rules are (see health); near misses are left out then.
    """

    def __init__(self, settings: Settings, *, near: bool = True, watched: bool = False) -> None:
        self.settings = settings
        self.goods = Goods(settings)
        self.stores: Mapping[str, StoreSettings] = {store.id: store for store in settings.stores}
        self.suppliers: Mapping[str, SupplierSettings] = {
            supplier.id: supplier for supplier in settings.suppliers
        }
        self.carriers: Mapping[str, CarrierSettings] = {
            carrier.code: carrier for carrier in settings.carriers
        }
        self.refused = {one.id: one.refused_regions for one in settings.suppliers}
        self.catalogue = Catalogue(self.goods.skus)
        self.rules: RuleSet | None = _compiled(settings)
        self.health: Health | None = _health(self.rules) if watched else None
        gifts = [
            (rule, action)
            for rule in in_order(settings.rules)
            for action in rule.then
            if rule.enabled and isinstance(action, AddGift)
        ]
        self.giving = frozenset(rule.id for rule, _ in gifts)
        self.counted_gifts = tuple(one for one in gifts if one[1].first_per_day is not None)
        self.has_fall_backs = any(one.fall_back for one in settings.suppliers)
        self._near = near
        self._zones = {store.id: ZoneInfo(store.time_zone) for store in settings.stores}

    def ask(self, view: View, at: datetime) -> Spoken:
        """Ask every rule that is active at an instant."""
        if self.rules is None:
            return Silence()
        if self.health is not None:
            return self.health.run(view, at)
        return self.rules.run(view, at, near=self._near)

    def ask_again(self, view: View, at: datetime) -> Spoken:
        """Ask them of the same order once more, seen otherwise: nothing is counted of it."""
        return Silence() if self.rules is None else self.rules.run(view, at, near=False)

    def zone(self, store: StoreId) -> ZoneInfo:
        """Return the zone of a store's clock; a store that the settings dropped keeps home's."""
        return self._zones.get(store, HOME)


class RuleBooks:
    """The rules of the settings in force, compiled once for as long as these stay the same."""

    def __init__(self) -> None:
        self._book: RuleBook | None = None
        self._seen: Settings | None = None

    def of(self, settings: Settings) -> RuleBook:
        """Return the compiled rules. Settings are read anew every minute, and seldom differ.

        Raises RulesInvalid as RuleBook does.
        """
        if self._book is None or (settings is not self._seen and settings != self._book.settings):
            self._book = RuleBook(settings)
        self._seen = settings
        return self._book


def _compiled(settings: Settings) -> "RuleSet | None":
    """Compile the rules. A seller without rules does not pay for the engine's import."""
    if not settings.rules:
        return None
    from hedan.rules.engine import compile_rules  # noqa: PLC0415 - 50 MB: see above.

    return compile_rules(settings.rules)


def _health(rules: "RuleSet | None") -> "Health | None":
    if rules is None:
        return None
    from hedan.rules.health import Health  # noqa: PLC0415 - As above.

    return Health(rules)
