"""Cases, decisions and settings with sensible defaults, and strategies that vary them."""

from collections.abc import Callable
from datetime import datetime

from hypothesis import strategies as st

from hedan.deciding.sides import Side
from hedan.domain.base import OrderKey
from hedan.domain.decisions import Answer, Case, Decision, LinePlan
from hedan.domain.dry_run import DryRun, RunState
from hedan.domain.edits import Edits
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.merging import MergeRules
from hedan.domain.orders import Line, Order
from hedan.domain.parts import Handling, Part
from hedan.settings import (
    CarrierSettings,
    RegionPrice,
    Settings,
    SkuSettings,
    StoreSettings,
    SupplierSettings,
)
from tests.domain.builders import NOW, make_line, make_order, minutes, order_key

SKU = "CUP-RED-01"
SETTINGS = Settings(
    version=3,
    stores=(StoreSettings(id="cup-shop", platform="doudian", name="杯店", shop_id="1"),),
    suppliers=(
        SupplierSettings(id="factory-a", name="杯厂"),
        SupplierSettings(id="factory-b", name="茶厂"),
    ),
    skus=(
        SkuSettings(sku=SKU, name="杯", supplier="factory-a", weight_grams=700),
        SkuSettings(sku="BOX", name="盒", supplier="factory-a", fixed_packing=True),
        SkuSettings(sku="BRUSH", name="刷", supplier="factory-b", cost_minor=150),
    ),
    carriers=(
        CarrierSettings(
            code="air",
            name="空运",
            number_pattern=".+",
            platform_codes={},
            prices=(
                RegionPrice(regions=("新疆",), first_minor=2000, next_minor=900),
                RegionPrice(first_minor=1000, next_minor=300),
            ),
        ),
    ),
    merge=MergeRules(window_minutes=30),
)


def make_case(order: Order | None = None, **changes: object) -> Case:
    order = order or make_order()
    return Case(order=order, edits=Edits(order=order.key), at=NOW).but(**changes)


def past_order(order_id: str, *lines: Line, **changes: object) -> Order:
    """Return another order of the same buyer to the same address."""
    return make_order(*lines, key=order_key(order_id)).but(**changes)


def make_plan(line_id: str, **changes: object) -> LinePlan:
    return LinePlan(
        line_id=line_id, supplier="factory-a", parts=(Part(sku=SKU, quantity=1, paid_minor=5990),)
    ).but(**changes)


def make_decision(case: Case, *findings: Finding, **changes: object) -> Decision:
    return Decision(
        order=case.order.key,
        at=case.at,
        settings_version=3,
        order_version=case.order.version,
        facts=case.facts,
        findings=findings,
        tags=("goods",),
        priority=case.at,
        lines=tuple(make_plan(line.line_id) for line in case.order.lines),
    ).but(**changes)


def make_finding(
    code: str = "REMARK", evidence: str = "张三 13800000000", **more: object
) -> Finding:
    return Finding(
        code=code, severity=Severity.ASK, evidence=evidence, fix="", ends=Ends.PERSON
    ).but(**more)


def side(settings: Settings = SETTINGS, **changes: object) -> Side:
    """Return a side that decides every order alike."""
    return Side(settings, lambda case: make_decision(case, **changes))


def deciding(how: Callable[[Case], Decision], settings: Settings = SETTINGS) -> Side:
    return Side(settings, how)


def make_run(state: RunState = RunState.RUNNING, at: datetime = NOW) -> DryRun:
    return DryRun(
        id="D1-0",
        draft="D1",
        content="c",
        base_version=3,
        days=7,
        started_at=at,
        state=state,
    )


CODES = st.sampled_from(["REMARK", "QUANTITY", "RULE_HOLD", "STOCK_SHORT"])


@st.composite
def plans(draw: st.DrawFn, line_id: str) -> LinePlan:
    gift = Part(sku=draw(st.sampled_from(["BRUSH", "NOBODY-KNOWS"])), quantity=1, is_gift=True)
    return make_plan(
        line_id,
        supplier=draw(st.sampled_from([None, "factory-a", "factory-b"])),
        parts=(
            Part(sku=draw(st.sampled_from([SKU, "BOX"])), quantity=draw(st.integers(1, 3))),
            *((gift,) if draw(st.booleans()) else ()),
        ),
        handling=Handling(
            carrier=draw(st.sampled_from(["", "air", "sea"])),
            travels=draw(st.sampled_from(["with_buyer", "with_order", "alone"])),
        ),
    )


@st.composite
def decisions(draw: st.DrawFn, case: Case) -> Decision:
    """Vary everything that a decision can say."""
    found = draw(st.lists(CODES, max_size=2))
    return make_decision(
        case,
        *(make_finding(code, evidence=draw(st.sampled_from(["x", "y"]))) for code in found),
        answer=draw(st.sampled_from(list(Answer))),
        tags=tuple(draw(st.lists(st.sampled_from("abc"), unique=True))),
        priority=case.at + minutes(draw(st.integers(-60, 60))),
        lines=tuple(draw(plans(line.line_id)) for line in case.order.lines),
        messages=tuple(draw(st.lists(st.sampled_from(["look", "pack well"]), max_size=1))),
    )


@st.composite
def days(draw: st.DrawFn, orders_max: int = 6) -> list[Case]:
    """Draw the orders of some buyers of a store."""
    cases = []
    for number in range(draw(st.integers(0, orders_max))):
        buyer = draw(st.sampled_from(["ann", "bob"]))
        at = NOW + minutes(draw(st.integers(0, 3000)))
        lines = [
            make_line(f"{number}-{position}", deadline=at + minutes(2880))
            for position in range(draw(st.integers(1, 2)))
        ]
        order = past_order(
            str(number),
            *lines,
            buyer_id=buyer,
            created_at=at,
            paid_at=at,
            receiver=make_order().receiver.but(address_id=f"#{buyer}"),
        )
        cases.append(make_case(order, at=at))
    return cases


@st.composite
def decided_twice(draw: st.DrawFn) -> tuple[list[Case], Side, Side]:
    """Draw a day and two ways to decide it; half of the orders come out the same."""
    cases = draw(days())
    said: list[dict[OrderKey, Decision]] = [{}, {}]
    for case in cases:
        first = draw(decisions(case))
        second = first if draw(st.booleans()) else draw(decisions(case))
        said[0][case.order.key], said[1][case.order.key] = first, second
    before, after = (Side(SETTINGS, _as_said(by)) for by in said)
    return cases, before, after


def _as_said(by: dict[OrderKey, Decision]) -> Callable[[Case], Decision]:
    return lambda case: by[case.order.key]
