"""A Hypothesis machine over a shop: every rule is a deed, every promise is asked after each."""

from collections import Counter
from collections.abc import Callable
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
    buyer=st.sampled_from((0, 0, 0, 1)),
    goods=st.lists(
        st.tuples(st.sampled_from(GOODS), st.sampled_from((1, 1, 2))), min_size=1, max_size=3
    ).map(tuple),
    has_gift=st.sampled_from((False, False, True)),
    kind=st.sampled_from(KINDS),
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
beside = {"trouble": troubles, "meanwhile": meanwhiles}
two = {"a": ANY, "b": ANY} | beside


class Steps:
    """How many rules were run: a machine that does ever less proves ever less."""

    def __init__(self) -> None:
        self.count = 0
        self.deeds: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()  # Events of the desk, by kind.


class ParcelMachine(RuleBasedStateMachine):
    """Trades in a shop until Hypothesis has seen enough, then brings it to rest."""

    steps = Steps()

    def make_desk(self) -> Desk:
        """Return an empty desk."""
        raise NotImplementedError

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

    def _run(self, name: str, act: Callable[[], None], **beside: Any) -> None:
        self.is_broken = True
        self.run.do(name, act, **beside)
        self.is_broken = False

    def _work(self, times: int, a: int = 0, b: int = 0) -> None:
        """Let so many pieces of work go on without trouble."""
        deeds = self.run.deeds
        for turn in range(times):
            if self.run.shop.mail:
                self._run("deliver", lambda turn=turn: deeds.deliver(a + turn, b))
            elif deeds.has_work():
                self._run("carry_on", lambda turn=turn: deeds.carry_on(a + turn, b + turn))
            else:
                return

    @rule(one=wanted, **beside)
    def place_order(self, one: Wanted, **beside: Any) -> None:
        """A buyer pays."""
        self._do("place", one, **beside)

    @rule(**two)
    def deliver(self, a: int, b: int, **beside: Any) -> None:
        """Hints arrive."""
        self._do("deliver", a, b, **beside)

    @rule(**two)
    def carry_on(self, a: int, b: int, **beside: Any) -> None:
        """One piece of work goes on."""
        self._do("carry_on", a, b, **beside)

    @rule(times=st.integers(5, 25), **two)
    def carry_on_a_while(self, times: int, a: int, b: int, **beside: Any) -> None:
        """Several go on; the first of them has the trouble."""
        self._do("carry_on", a, b, **beside)
        self._work(times, a, b)

    @rule(**two)
    def ask_refund(self, a: int, b: int, **beside: Any) -> None:
        """A buyer wants money back."""
        self._do("ask_refund", a, b, **beside)

    @rule(**two)
    def move_refund(self, a: int, b: int, **beside: Any) -> None:
        """A case goes on."""
        self._do("move_refund", a, b, **beside)

    @rule(**two)
    def call_off(self, a: int, b: int, **beside: Any) -> None:
        """An order is cancelled, or a line of it."""
        self._do("call_off", a, b, **beside)

    @rule(**two)
    def change_address(self, a: int, b: int, **beside: Any) -> None:
        """A buyer moves."""
        self._do("change_address", a, b, **beside)

    @rule(**two)
    def change_memo(self, a: int, b: int, **beside: Any) -> None:
        """The seller's service writes."""
        self._do("change_memo", a, b, **beside)

    @rule(**two)
    def edit(self, a: int, b: int, **beside: Any) -> None:
        """A person decides."""
        self._do("edit", a, b, **beside)

    @rule(**two)
    def hold(self, a: int, b: int, **beside: Any) -> None:
        """A person keeps an order back."""
        self._do("hold", a, b, **beside)

    @rule(**two)
    def release(self, a: int, b: int, **beside: Any) -> None:
        """A person lets an order go."""
        self._do("release", a, b, **beside)

    @rule(**two)
    def begin_wave(self, a: int, b: int, **beside: Any) -> None:
        """A wave begins."""
        self._do("begin_wave", a, b, **beside)

    @rule(times=st.integers(8, 40), **two)
    def whole_wave(self, times: int, a: int, b: int, **beside: Any) -> None:
        """What waits gets ready, a wave begins, its first step has the trouble."""
        self._work(QUIET)
        self._do("begin_wave", a, 1)
        self._do("carry_on", a, b, **beside)
        self._work(times, a, b)

    @rule(**two)
    def recall(self, a: int, b: int, **beside: Any) -> None:
        """A workbook is taken back."""
        self._do("recall", a, b, **beside)

    @rule(**two)
    def download(self, a: int, b: int, **beside: Any) -> None:
        """A supplier fetches a workbook."""
        self._do("download", a, b, **beside)

    @rule(**two)
    def fill_in(self, a: int, b: int, **beside: Any) -> None:
        """A number comes back."""
        self._do("fill_in", a, b, **beside)

    @rule(**two)
    def answer(self, a: int, b: int, **beside: Any) -> None:
        """A supplier answers a stop."""
        self._do("answer", a, b, **beside)

    @rule(a=ANY, b=ANY)
    def count_stock(self, a: int, b: int) -> None:
        """Goods come in."""
        self._do("count_stock", a, b)

    @rule(**two)
    def wait(self, a: int, b: int, **beside: Any) -> None:
        """Time passes."""
        self._do("wait", a, b, **beside)

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
