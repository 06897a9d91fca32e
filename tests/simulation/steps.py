"""The states of the machines as functions: what functions/*/app.py do, without AWS around it."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopLevel
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.replacements.send_again import send_again
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.workbooks import write_workbook as writing
from hedan.usecases.workbooks.tell_supplier import tell_supplier
from hedan.workbooks.beside import SheetBeside
from hedan.workbooks.layout import USUAL_LAYOUT, Layout
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.writer import WrittenWorkbook
from tests.fakes.memory_cases import MemoryCases
from tests.simulation.machines import Task, Values
from tests.simulation.rules import book_of
from tests.simulation.world import SETTINGS, World

PAGE = "https://example.com/s/token"
FIRST_ROW = 4


def light_workbook(
    head: WorkbookHead,
    rows: Iterable[WorkbookRow],
    out: BinaryIO,
    beside: Sequence[SheetBeside] = (),
    *,
    layout: Layout = USUAL_LAYOUT,
) -> WrittenWorkbook:
    """Write no real workbook, which costs a hundred times the rest of a step."""
    keys = [row.row_key for row in rows]
    out.write("\n".join((head.number, *keys)).encode())
    numbers = {key: position for position, key in enumerate(keys, start=FIRST_ROW)}
    return WrittenWorkbook(numbers, len(keys), "0")


def _stop_link(stop: Stop) -> str:
    return f"https://example.com/a/{stop.stop_id}"


def tasks_of(world: World) -> dict[str, Task]:
    """Return what each function of the template does, by its name there."""
    steps = _Steps(world)
    return {
        "AdvanceOrder": lambda given: getattr(steps, str(given["step"]))(given),
        "GatherLines": steps.gather,
        "PlanParcels": steps.plan,
        "ClaimParcels": steps.claim,
        "WriteWorkbook": steps.write,
        "TellSupplier": steps.tell_supplier,
        "TellStop": steps.tell_stop,
    }


class _Steps:
    def __init__(self, world: World) -> None:
        self._world = world
        histories = SkuHistories(world.archive)
        self._deciding = Deciding(world.desk, book_of(world.seed), histories)

    def check(self, given: Values) -> Values:
        key = OrderKey.parse(given["order"])
        checked = check_order(key, deciding=self._deciding, now=self._world.now)
        if checked.sends_again:
            world = self._world
            book = MemoryCases(world.desk)
            send_again(key, desk=world.desk, book=book, settings=SETTINGS, now=world.now)
        return {"outcome": checked.outcome}

    def hold(self, given: Values) -> Values:
        key = OrderKey.parse(given["order"])
        holds = hold_order(key, given["findings"], deciding=self._deciding, now=self._world.now)
        return {"open": [hold.finding.code for hold in holds]}

    def reserve(self, given: Values) -> Values:
        key = OrderKey.parse(given["order"])
        reserved = reserve_stock(key, deciding=self._deciding, now=self._world.now)
        return {
            "outcome": reserved.outcome,
            "findings": reserved.findings,
            "tags": reserved.tags,
            "suppliers": reserved.suppliers,
        }

    def ready(self, given: Values) -> Values:
        key = OrderKey.parse(given["order"])
        return {"lines": make_ready(key, desk=self._world.desk, now=self._world.now)}

    def gather(self, given: Values) -> Values:
        count = gather_lines(
            given["supplier"],
            given["wave"],
            desk=self._world.desk,
            archive=self._world.archive,
            platform_of=self._world.platform_of,
            settings=SETTINGS,
            report=lambda store, refused: None,
        )
        return {"lines": count, "closed": False}

    def plan(self, given: Values) -> Values:
        world = self._world
        plan = plan_wave(given["wave"], archive=world.archive, settings=SETTINGS, now=world.now)
        return {"parcels": len(plan.parcels)}

    def claim(self, given: Values) -> Values:
        world, wave = self._world, given["wave"]

        def parcels() -> int:
            return sum(one.wave_id == wave for one in world.desk.all(Parcel))

        with world.instructing(f"claim of {wave}", parcels):
            claimed = claim_parcels(
                given["supplier"],
                wave,
                desk=world.desk,
                archive=world.archive,
                settings=SETTINGS,
                known_until=world.known_until,
                now=world.now,
            )
        world.log += [f"claim waits: {why}" for why in claimed.stale]
        return {"parcels": len(claimed.parcel_ids), "fell_out": len(claimed.dropped)}

    def write(self, given: Values) -> Values:
        file = writing.write_workbook(
            given["supplier"],
            given["wave"],
            desk=self._world.desk,
            archive=self._world.archive,
            settings=SETTINGS,
            page_url=PAGE,
            now=self._world.now,
        )
        return {"workbook": file.number if file else "", "rows": file.row_count if file else 0}

    def tell_supplier(self, given: Values) -> Values:
        told = tell_supplier(
            given["supplier"],
            given["workbook"],
            desk=self._world.desk,
            archive=self._world.archive,
            notices=self._world.notices,
            settings=SETTINGS,
            page_url=PAGE,
            now=self._world.now,
        )
        return {"told": told}

    def tell_stop(self, given: Values) -> Values:
        told = tell_stop(
            given["supplier"],
            given["stop"],
            StopLevel(given["level"]),
            desk=self._world.desk,
            archive=self._world.archive,
            notices=self._world.notices,
            settings=SETTINGS,
            link_of=_stop_link,
            now=self._world.now,
        )
        return {"outcome": told.outcome, "wait_seconds": told.wait_seconds}
