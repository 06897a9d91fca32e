"""One run: a shop, who acts in it, and the watch that asks every promise after each deed."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, Literal, NamedTuple
from unittest import mock

from hedan.errors import PlatformBusy, VersionConflict
from hedan.ports import Desk
from hedan.usecases.workbooks import write_workbook as writing
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.writer import WrittenWorkbook
from tests.fakes.gates import Crash, lost_acknowledgement
from tests.parcels import promises, seller_rules
from tests.parcels.catalogue import Temper
from tests.parcels.deeds import Deeds
from tests.parcels.shop import Shop
from tests.parcels.watch import Watch

AT_EVERY_COMMIT = (*promises.AT_EVERY_COMMIT, *seller_rules.AT_EVERY_COMMIT)
AFTER_EVERY_STEP = (*promises.AFTER_EVERY_STEP, *seller_rules.AFTER_EVERY_STEP)

type What = Literal["crash", "lost", "conflict", "busy"]


class Trouble(NamedTuple):
    """What goes wrong in a deed, and after how many calls that can go wrong so."""

    what: What
    calls: int

    @property
    def error(self) -> BaseException:
        """What is raised."""
        match self.what:
            case "crash":
                return Crash()
            case "lost":
                return lost_acknowledgement()
            case "conflict":
                return VersionConflict("injected")
            case _:
                return PlatformBusy("injected")


class Meanwhile(NamedTuple):
    """What somebody else does between the reading and the writing of a deed."""

    deed: str
    a: int
    b: int


class Run:
    """Does deeds in a shop and looks at what they did."""

    def __init__(self, desk: Desk, temper: Temper) -> None:
        self.shop = Shop(desk, temper)
        self.watch = Watch(self.shop)
        self.deeds = Deeds(self.shop, self.watch)
        self._seen = 0
        self.look()

    def do(
        self,
        name: str,
        act: Callable[[], object],
        trouble: Trouble | None = None,
        meanwhile: Meanwhile | None = None,
    ) -> None:
        """Do one deed, with trouble or without, and ask every promise. Raises Broken."""
        gate = self.shop.gate
        if trouble:
            gate.plan(trouble.error, trouble.calls)
        if meanwhile:
            gate.interlude = self._once(meanwhile)
        self.deeds.attempt(name, act)
        gate.calm()
        gate.interlude = None
        self.look()

    def _once(self, meanwhile: Meanwhile) -> Callable[[], None]:
        deed = getattr(self.deeds, meanwhile.deed)

        def interlude() -> None:
            self.shop.gate.interlude = None
            self.deeds.attempt(f"meanwhile {meanwhile.deed}", lambda: deed(*meanwhile[1:]))

        return interlude

    def look(self) -> None:
        """Ask every promise of what was committed since the last look. Raises Broken."""
        changes = self.shop.watched.changes
        for change in changes[self._seen :]:
            for promise in AT_EVERY_COMMIT:
                promise(self.watch, change)
            self.watch.remember(change)
        self._seen = len(changes)
        for kept in AFTER_EVERY_STEP:
            kept(self.watch)


FIRST_ROW = 4


def light() -> AbstractContextManager[object]:
    """Leave out the one thing that is slow and has tests of its own: the file format."""
    return mock.patch.object(writing, "write_rows", _light_workbook)


def _light_workbook(
    head: WorkbookHead, rows: Iterable[WorkbookRow], out: BinaryIO, *_: Any, **__: Any
) -> WrittenWorkbook:
    keys = [row.row_key for row in rows]
    out.write("\n".join((head.number, *keys)).encode())
    numbers = {key: place for place, key in enumerate(keys, start=FIRST_ROW)}
    return WrittenWorkbook(numbers, len(keys), "0")
