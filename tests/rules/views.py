"""Views to ask rules of: one that says everything, and as many different ones as wanted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hedan.domain.rules import Rule
from hedan.rules.view import BuyerView, LineView, OrderView, StoreView, TimeView, View

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

LINE = LineView(
    id="1",
    sku="CUP-1",
    skus=["CUP-1"],
    product_id="P1",
    name="杯子",
    spec="红色",
    quantity=2,
    unit_price=2500,
    list_price=3000,
    discount=0,
    paid=5000,
    cost=2000,
    margin_percent=60,
    weight_grams=300,
    supplier="main",
    is_gift=False,
    is_virtual=False,
    fixed_packing=False,
)
ORDER = OrderView(
    id="7001",
    total=5000,
    payable=5000,
    postage=0,
    discount=0,
    currency="CNY",
    payment="full",
    units=2,
    lines=[LINE],
    skus=["CUP-1"],
    suppliers=["main"],
    tags=["vip"],
    remark="请发顺丰",
    memo="",
    flag=0,
    country="CN",
    province="广东省",
    city="深圳市",
    district="南山区",
    postcode="518000",
    carrier_wished="",
    logistics_method="",
    invoice_wished="",
    gift_wrap=False,
    margin_percent=60,
    weight_grams=300,
    created=NOW - timedelta(hours=2),
    paid=NOW - timedelta(hours=1),
    has_deadline=True,
    deadline=NOW + timedelta(hours=47),
    hours_left=47.0,
)
VIEW = View(
    order=ORDER,
    store=StoreView(id="dd-main", platform="doudian", name="旗舰店"),
    buyer=BuyerView(
        id="B1",
        is_new=False,
        orders=3,
        orders_30_days=1,
        paid=12000,
        cancelled=0,
        open_orders=0,
        hours_since_last=99.5,
    ),
    time=TimeView(now=NOW, date="2026-11-22", hour=12, minute=0, weekday=7, day=22, month=11),
)


def view(lines: list[LineView] | None = None, **changes: Any) -> View:
    """Return the view with other lines and another order."""
    order = ORDER._replace(**changes)
    return VIEW._replace(order=order if lines is None else order._replace(lines=lines))


def rule(rule_id: str, when: str, *then: dict[str, Any], **more: Any) -> Rule:
    """Return a rule; without actions it tags the order with its own id."""
    actions = then or ({"do": "tag", "tag": rule_id},)
    return Rule.model_validate(
        {"id": rule_id, "author": "Li", "when": when, "then": actions, **more}
    )


def _fields(kind: type, **own: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    hints: dict[str, Any] = kind.__annotations__
    return {name: own.get(name, _OF.get(hint, st.nothing())) for name, hint in hints.items()}


# As bad as it gets: beyond 64 bits, half characters, years that no zone can show.
_TEXTS = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["", "a" * 5000, "\ud800"]
)
_WHOLE = st.integers() | st.sampled_from([0, 1, 2**63 - 1, -(2**63), 2**63, 10**30])
_TIMES = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
_OF: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXTS,
    int: _WHOLE,
    float: st.floats(),
    bool: st.booleans(),
    datetime: _TIMES,
    list[str]: st.lists(_TEXTS, max_size=4),
}
_LINES = st.lists(st.builds(LineView, **_fields(LineView)), max_size=4)
VIEWS = st.builds(
    View,
    order=st.builds(OrderView, **_fields(OrderView, lines=_LINES)),
    store=st.builds(StoreView, **_fields(StoreView)),
    buyer=st.builds(BuyerView, **_fields(BuyerView)),
    time=st.builds(TimeView, **_fields(TimeView)),
)
