"""A small shop with orders in every state, and a person who decides about many of them."""

from collections.abc import Callable
from datetime import timedelta

from hedan.domain.bulk_acts import BulkAct, BulkRow
from hedan.domain.bulk_deeds import Deed, OfDays, Selection
from hedan.domain.edits import Edit
from hedan.domain.findings import Hold, Post, Severity
from hedan.domain.people import Person, Role
from hedan.domain.rules import Ask, HoldIt, Rule, TagIt, WaitUntil
from hedan.ports import Desk
from hedan.settings import Settings
from hedan.usecases.bulk_acts.ask_bulk import apply_bulk, ask_bulk, undo_bulk
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from tests.domain.builders import NOW, order_key
from tests.fakes.memory_bulk import MemoryBulkActs, MemoryRunner
from tests.simulation.world import SETTINGS, STORE
from tests.usecases.stage import Stage

LI = Person(sub="sub-li", name="li", roles=frozenset({Role.OWNER}))
WANG = Person(sub="sub-wang", name="wang", roles=frozenset({Role.OPERATOR}))

# By its number each order is another case: "1" goes through, the others wait for somebody.
RULES = (
    Rule(id="ask", author="li", when='order.id == "2"', then=(Ask(question="take it?"),)),
    Rule(
        id="wait", author="li", when='order.id == "3"', then=(WaitUntil(minutes_after_payment=600),)
    ),
    Rule(
        id="stop",
        author="li",
        when='order.id == "4"',
        then=(HoldIt(reason="counterfeit?", severity=Severity.STOP, post=Post.OWNER),),
    ),
    Rule(id="vip", author="li", when='order.id in ["1", "2"]', then=(TagIt(tag="vip"),)),
)
RULED = SETTINGS.but(rules=RULES, version=3)
ORDERS = ("1", "2", "3", "4", "5")
TODAY = NOW.date()
ALL = Selection(among=OfDays(by="days", store=STORE, first=TODAY, last=TODAY))


def fitting(when: str = "", finding: str = "") -> Selection:
    """Return today's orders that fit."""
    return ALL.but(when=when, finding=finding)


class Shop(Stage):
    """The stage with its bulk acts."""

    def __init__(self, settings: Settings = RULED) -> None:
        super().__init__()
        self.settings = settings
        self.bulk_acts = MemoryBulkActs()
        self.runner = MemoryRunner()

    def gate_all(self, gate: Callable[[str], None]) -> None:
        """Put one gate before every port."""
        super().gate_all(gate)
        self.bulk_acts.gate = gate

    # --- Steps --------------------------------------------------------------------------------

    def ask(
        self, deed: Deed, selection: Selection = ALL, by: Person = LI, reason: str = "because"
    ) -> str:
        """Ask for a preview, let it be made, and return its id."""
        asked = ask_bulk(
            deed,
            selection,
            reason,
            by,
            settings=self.settings,
            bulk_acts=self.bulk_acts,
            runner=self.runner,
            now=self.now,
        )
        self.work(asked.bulk_id)
        return asked.bulk_id

    def apply(self, bulk_id: str, by: Person = LI) -> BulkAct:
        """Let what was previewed be done."""
        apply_bulk(bulk_id, by, bulk_acts=self.bulk_acts, runner=self.runner, now=self.now)
        return self.work(bulk_id)

    def undo(self, bulk_id: str, by: Person = LI) -> BulkAct:
        """Let it be put back."""
        undo = undo_bulk(
            bulk_id, by, "wrong", bulk_acts=self.bulk_acts, runner=self.runner, now=self.now
        )
        return self.work(undo.bulk_id)

    def work(self, bulk_id: str) -> BulkAct:
        """Do what the function does."""
        return work_on_bulk(
            bulk_id,
            deciding=self.deciding(self.settings),
            bulk_acts=self.bulk_acts,
            now=lambda: self.now,
        )

    # --- What became of it --------------------------------------------------------------------

    def row(self, bulk_id: str, order_id: str) -> BulkRow:
        """What becomes of one order."""
        return self.rows(bulk_id)[order_id]

    def rows(self, bulk_id: str) -> dict[str, BulkRow]:
        """What becomes of each order, by its number."""
        pages = self.bulk_acts.pages(self.bulk_acts.acts[bulk_id])
        return {row.order.order_id: row for page in pages for row in page.rows}

    def states(self, bulk_id: str = "") -> dict[str, str]:  # type: ignore[override]
        """What becomes of each order, in a word."""
        return {number: row.state.value for number, row in self.rows(bulk_id).items()}

    def open_codes(self, order_id: str) -> list[str]:
        """What holds an order."""
        return sorted(
            hold.finding.code for hold in self.desk.order_file(order_key(order_id)).holds.open
        )

    def stands(self, order_id: str) -> tuple[frozenset[Edit], frozenset[Hold]]:
        """What people decided of an order, and what holds it."""
        file = self.desk.order_file(order_key(order_id))
        return frozenset(file.edits.edits), frozenset(file.holds.open)

    def end_state(self) -> tuple[object, ...]:
        """Everything that must be the same however often a run was begun."""
        acts = {name: act.but(version=0) for name, act in self.bulk_acts.acts.items()}
        pages = {at: page.but(version=0) for at, page in self.bulk_acts.kept.items()}
        return (*super().end_state(), acts, pages, self.bulk_acts.events)


def opened_shop(desk: Desk | None = None) -> Shop:
    """Return a shop whose orders were all looked at, on another desk if one is given."""
    shop = Shop()
    if desk is not None:
        shop.desk = desk  # type: ignore[assignment] # What only tests ask is not asked there.
    shop.stock_in(50)
    for number in ORDERS:
        shop.place("CUP", "MUG", order_id=number, buyer_id=f"buyer-{number}")
        shop.take(shop.hint(number))
        shop.look(number, RULED)
    shop.later()
    return shop


def much_later(shop: Shop) -> None:
    """Let a day pass."""
    shop.now += timedelta(hours=25)
