"""One good order as the checks see it; a test changes what it is about."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from hedan.domain.checks import Goods, Seen, find
from hedan.domain.decisions import LinePlan
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, Order
from hedan.domain.parts import Handling, Part
from tests.domain.builders import NOW, SKUS, line_key, make_order

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


class CarrierStub(NamedTuple):
    """A carrier as the checks see it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    refused_regions: tuple[str, ...] = ()


CARRIERS = {
    "SF": CarrierStub("SF", "顺丰速运", ("SF Express",), refused_regions=("新疆",)),
    "YTO": CarrierStub("YTO", "圆通速递", ("圆通",)),
}


def see(order: Order | None = None, /, **changes: object) -> Seen:
    """Return an order as it is seen: its SKUs known, its lines planned for factory-a."""
    order = order or make_order()
    goods = cast("dict[str, Goods]", changes.get("goods", SKUS))
    known = {
        "goods": goods,
        "zone": CHINA,
        "carriers": CARRIERS,
        "parts": {line.line_id: _parts(line, goods) for line in order.lines},
        "plans": {line.line_id: plan(line.line_id) for line in order.lines},
    }
    return replace(Seen(order, NOW), **(known | changes))  # type: ignore[arg-type] # By name.


def _parts(line: Line, goods: dict[str, Goods]) -> tuple[Part, ...] | None:
    known = bool(line.sku) and line.sku in goods
    return (Part(sku=line.sku, quantity=line.quantity),) if known else None


def plan(
    line_id: str, *, carrier: str = "", package: str = "", parts: tuple[Part, ...] = ()
) -> LinePlan:
    """Return how a line is to be shipped."""
    handling = Handling(carrier=carrier, package=package)
    return LinePlan(line_id=line_id, supplier="factory-a", parts=parts, handling=handling)


def work(line_id: str, state: LineState) -> LineWork:
    """Return our work on a line of the order."""
    return LineWork(key=line_key(line_id=line_id), state=state)


def found(seen: Seen, code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [finding for finding in find(seen) if finding.code == code]


def codes(seen: Seen) -> list[str]:
    """Return the codes of all that is found."""
    return [finding.code for finding in find(seen)]


def evidence(seen: Seen, code: str) -> list[str]:
    """Return the evidence of the only code that is expected."""
    assert set(codes(seen)) <= {code}
    return [finding.evidence for finding in find(seen)]
