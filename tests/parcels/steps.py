"""The states of the machines as functions: what functions/*/app.py do, without AWS around it."""

from hedan.domain.base import OrderKey
from hedan.domain.stops import Stop, StopLevel
from hedan.domain.waves import WaveLane, WaveTrigger
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.waves.begin_wave import eager_suppliers, is_closed
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.narrow_plan import hurried, narrow_plan
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.workbooks.tell_supplier import tell_supplier
from hedan.usecases.workbooks.write_workbook import write_workbook
from tests.parcels.shop import Shop
from tests.simulation.machines import Task, Values

PAGE = "https://example.com/s/token"


def tasks_of(shop: Shop) -> dict[str, Task]:
    """Return what each function of the template does, by its name there."""
    steps = _Steps(shop)
    return {
        "AdvanceOrder": lambda given: getattr(steps, str(given["step"]))(given),
        "GatherLines": steps.gather,
        "PlanParcels": steps.plan,
        "ClaimParcels": steps.claim,
        "WriteWorkbook": steps.write,
        "TellSupplier": steps.tell_supplier,
        "TellStop": steps.tell_stop,
    }


def _stop_link(stop: Stop) -> str:
    return f"https://example.com/a/{stop.stop_id}"


class _Steps:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def check(self, given: Values) -> Values:
        key = OrderKey.parse(given["order"])
        checked = check_order(key, deciding=self._shop.deciding, now=self._shop.now)
        return {"outcome": checked.outcome}

    def hold(self, given: Values) -> Values:
        key, shop = OrderKey.parse(given["order"]), self._shop
        holds = hold_order(key, given["findings"], deciding=shop.deciding, now=shop.now)
        return {"open": [hold.finding.code for hold in holds]}

    def reserve(self, given: Values) -> Values:
        key, shop = OrderKey.parse(given["order"]), self._shop
        reserved = reserve_stock(key, deciding=shop.deciding, now=shop.now)
        return {
            "outcome": reserved.outcome,
            "findings": reserved.findings,
            "tags": reserved.tags,
            "suppliers": reserved.suppliers,
        }

    def ready(self, given: Values) -> Values:
        key, shop = OrderKey.parse(given["order"]), self._shop
        eager = eager_suppliers(shop.settings)
        return {"lines": make_ready(key, desk=shop.desk, now=shop.now, eager=eager)}

    def gather(self, given: Values) -> Values:
        shop = self._shop
        supplier = shop.settings.supplier(given["supplier"])
        if is_closed(supplier, WaveTrigger(given["trigger"]), shop.now):
            return {"lines": 0, "closed": True}
        count = gather_lines(
            supplier.id,
            given["wave"],
            report=lambda store, refused: None,
            **shop.ports("desk", "archive", "platform_of", "settings"),
        )
        return {"lines": count, "closed": False}

    def plan(self, given: Values) -> Values:
        shop = self._shop
        settings = hurried(shop.settings, given["supplier"])
        plan = narrow_plan(
            plan_wave(given["wave"], archive=shop.archive, settings=settings, now=shop.now),
            given["wave"],
            settings.supplier(given["supplier"]),
            WaveLane(given["lane"]),
            **shop.ports("desk", "archive", "now"),
        )
        return {"parcels": len(plan.parcels)}

    def claim(self, given: Values) -> Values:
        claimed = claim_parcels(
            given["supplier"],
            given["wave"],
            **self._shop.ports("desk", "archive", "settings", "known_until", "now"),
        )
        return {"parcels": len(claimed.parcel_ids), "fell_out": len(claimed.dropped)}

    def write(self, given: Values) -> Values:
        file = write_workbook(
            given["supplier"],
            given["wave"],
            page_url=PAGE,
            **self._shop.ports("desk", "archive", "settings", "now"),
        )
        return {"workbook": file.number if file else "", "rows": file.row_count if file else 0}

    def tell_supplier(self, given: Values) -> Values:
        told = tell_supplier(
            given["supplier"],
            given["workbook"],
            page_url=PAGE,
            **self._shop.ports("desk", "archive", "notices", "settings", "now"),
        )
        return {"told": told}

    def tell_stop(self, given: Values) -> Values:
        told = tell_stop(
            given["supplier"],
            given["stop"],
            StopLevel(given["level"]),
            link_of=_stop_link,
            **self._shop.ports("desk", "archive", "notices", "settings", "now"),
        )
        return {"outcome": told.outcome, "wait_seconds": told.wait_seconds}
