"""A Hypothesis machine over a shop: every rule is a deed, every promise is asked after each."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import event, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from hedan.ports import Desk
from tests.parcels.catalogue import Temper
from tests.parcels.orders import GOODS, KINDS, REMARKS, Wanted
from tests.parcels.rest import come_to_rest
from tests.parcels.run import Meanwhile, Run, Trouble, light

ANY = st.integers(0, 63)
QUIET = 80  # Pieces of work that bring some orders up to Ready.
BY_OTHERS = (
    "deliver",
    "carry_on",
    "carry_on",
    "ask_refund",
    "move_refund",
    "change_address",
    "call_off",
    "edit",
    "hold",
    "recall",
    "download",
    "fill_in",
    "answer",
)
OF_BUYERS = (
    "ask_refund",
    "ask_refund",
    "move_refund",
    "move_refund",
    "call_off",
    "change_address",
    "change_memo",
)
OF_PEOPLE = ("edit", "edit", "hold", "release", "recall", "count_stock", "wait", "begin_wave")
OF_SUPPLIERS = ("download", "fill_in", "fill_in", "answer", "answer")
AFTER_A_WAVE = ("recall", "recall", "edit", "call_off", "ask_refund", "hold", "change_address")
tempers = st.builds(
    Temper,
    across_stores=st.booleans(),
    window_minutes=st.sampled_from((0, 0, 30)),
    orders_max=st.sampled_from((2, 20)),
    value_max=st.sampled_from((None, None, 2500)),
    capped=st.booleans(),
    in_parts=st.booleans(),
    falls_back=st.booleans(),
    ruled=st.booleans(),
    eager=st.booleans(),
)
wanted = st.builds(
    Wanted,
    store=st.sampled_from((0, 0, 0, 1, 2)),
    buyer=st.sampled_from((0, 0, 1)),
    goods=st.lists(
        st.tuples(st.sampled_from(GOODS), st.sampled_from((1, 1, 2))), min_size=1, max_size=3
    ).map(tuple),
    has_gift=st.sampled_from((False, False, True)),
    kind=st.sampled_from(KINDS),
    remark=st.sampled_from(REMARKS),
)
alike = st.builds(
    Wanted,
    store=st.sampled_from((0, 0, 1)),
    buyer=st.sampled_from((0, 0, 1)),
    goods=st.sampled_from(((("CUP", 1),), (("CUP", 2), ("MUG", 1)), (("SET", 1), ("CUP", 1)))),
    remark=st.sampled_from(REMARKS),
)
troubles = st.one_of(
    st.none(),
    st.none(),
    st.none(),
    st.builds(Trouble, st.sampled_from(("crash", "lost", "conflict", "busy")), st.integers(0, 9)),
)
meanwhiles = st.one_of(
    st.none(), st.none(), st.none(), st.builds(Meanwhile, st.sampled_from(BY_OTHERS), ANY, ANY)
)
beside: dict[str, Any] = {"trouble": troubles, "meanwhile": meanwhiles}
two: dict[str, Any] = {"a": ANY, "b": ANY} | beside


class Steps:
    """How many rules were run: a machine that does ever less proves ever less."""

    def __init__(self) -> None:
        self.count = 0
        self.deeds: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()  # Events of the desk, by kind.


class ParcelMachine(RuleBasedStateMachine):
    """Trades in a shop until Hypothesis has seen enough, then brings it to rest."""

    steps = Steps()

    @abstractmethod
    def make_desk(self) -> Desk:
        """Return an empty desk."""

    is_broken = False

    @initialize(temper=tempers, orders=st.lists(wanted, min_size=1, max_size=5))
    def open_shop(self, temper: Temper, orders: list[Wanted]) -> None:
        """The first orders have come."""
        self.light = light()
        self.light.__enter__()
        self.run = Run(self.make_desk(), temper)
        note(f"{temper}")
        for one in orders:
            self._do("place", one)

    def _do(self, name: str, *given: Any, **beside: Any) -> None:
        self.steps.count += 1
        self.steps.deeds[name] += 1
        deed = getattr(self.run.deeds, name)
        self._run(name, lambda: deed(*given), **beside)

    def _run(self, name: str, act: Callable[[], object], **beside: Any) -> None:
        self.is_broken = True
        self.run.do(name, act, **beside)
        self.is_broken = False

    def _work(self, times: int, a: int = 0, b: int = 0) -> None:
        """Let so many pieces of work go on without trouble."""
        deeds = self.run.deeds
        for turn in range(times):
            if self.run.shop.mail:
                self._run("deliver", partial(deeds.deliver, a + turn, b))
            elif deeds.has_work():
                self._run("carry_on", partial(deeds.carry_on, a + turn, b + turn))
            else:
                return

    @rule(one=wanted, **beside)
    def place_order(self, one: Wanted, **beside: Any) -> None:
        """A buyer pays."""
        self._do("place", one, **beside)

    @rule(orders=st.lists(alike, min_size=1, max_size=3))
    def orders_of_one_buyer(self, orders: list[Wanted]) -> None:
        """A buyer pays for one thing after the other."""
        for one in orders:
            self._do("place", one)

    @rule(times=st.integers(0, 25), **two)
    def carry_on(self, times: int, a: int, b: int, **beside: Any) -> None:
        """Work goes on; the first piece of it has the trouble."""
        self._do("deliver" if a % 4 == 0 else "carry_on", a, b, **beside)
        self._work(times, a, b)

    @rule(times=st.integers(4, 40), **two)
    def whole_wave(self, times: int, a: int, b: int, **beside: Any) -> None:
        """What waits gets ready, a wave begins, its first step has the trouble."""
        self._wave(times, a, b, **beside)

    @rule(deed=st.sampled_from(AFTER_A_WAVE), times=st.integers(4, 16), **two)
    def overtaken_wave(self, deed: str, times: int, a: int, b: int, **beside: Any) -> None:
        """A wave goes a part of its way, then something happens to what it holds."""
        self._wave(times, a, b)
        self._do(deed, a, b, **beside)
        self._work(times, a, b)

    @rule(deed=st.sampled_from(OF_BUYERS), **two)
    def buyers(self, deed: str, a: int, b: int, **beside: Any) -> None:
        """A buyer, or a platform, changes its mind."""
        self._do(deed, a, b, **beside)

    @rule(deed=st.sampled_from(OF_PEOPLE), **two)
    def people(self, deed: str, a: int, b: int, **beside: Any) -> None:
        """The seller's people decide."""
        self._do(deed, a, b, **beside)

    @rule(deed=st.sampled_from(OF_SUPPLIERS), **two)
    def suppliers(self, deed: str, a: int, b: int, **beside: Any) -> None:
        """A supplier does its part."""
        self._do(deed, a, b, **beside)

    def _wave(self, times: int, a: int, b: int, **beside: Any) -> None:
        self._work(QUIET)
        self._do("begin_wave", a, 1)
        self._do("carry_on", 1, b, **beside)
        self._work(times, a, b)

    def teardown(self) -> None:
        """Everything ends shipped, stopped, held or waiting with a reason."""
        if not hasattr(self, "run"):
            return
        try:
            if self.is_broken:  # What broke is told; the rest would only hide it.
                return
            come_to_rest(self.run)
            kinds = Counter(one.event.kind.value for one in self.run.shop.watched.events)
            self.steps.happened += kinds
            event(f"parcels: {min(len(self.run.watch.parcels), 5)}")
        finally:
            self.light.__exit__(None, None, None)
