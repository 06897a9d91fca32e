"""Whatever an order looks like: looked at without fail, always with one result, telling nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.checks import CheckRules, Facet, Seen, facets_of, find
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineState
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from tests.domain.builders import NOW, hours, make_line, make_order
from tests.domain.checks.builders import plan, see, work
from tests.domain.checks.examples import BlockedStub

# Nobody's words and no field's name has these in it.
NAME, PHONE, DETAIL = "欧阳淑芬", "13877776666", "梧桐里九栋九零九"
SECRETS = (NAME, PHONE, DETAIL)

instants = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 # Made aware by `timezones`.
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
maybe_instants = st.none() | instants
words = st.sampled_from(
    [
        "", "先别发", "5号后发", "不要发圆通", "发顺丰", "要发票", "礼品包装", "改地址", "31号发",
        "ship after Feb 30", "2月30日发", "下周一发", NAME, PHONE, DETAIL, "0号发",
        "9999年9月9日发",
    ]
)  # fmt: skip
texts = st.text(max_size=30) | st.lists(words, max_size=4).map("".join)
receivers = st.builds(
    Receiver,
    address_id=st.sampled_from(["", "#a", "#b"]),
    name=st.sampled_from(["", NAME, "欧*"]),
    phone=st.sampled_from(["", PHONE, "138****6666", f"{PHONE}-1234"]),
    province=st.sampled_from(["浙江省", "北京", "", "浙*", "CN11", "火星"]),
    city=st.sampled_from(["杭州市", "广州市", "", "市辖区", "杭洲市"]),
    district=st.sampled_from(["滨江区", ""]),
    street=st.just(""),
    detail=st.sampled_from(["", DETAIL, "梧**"]),
    country=st.sampled_from(["", "CN", "ES"]),
)
lines = st.builds(
    lambda number, **changes: make_line(str(number), **changes),
    st.integers(1, 4),
    sku=st.sampled_from(["CUP-RED-01", "GIFT-BRUSH", "NOPE", ""]),
    quantity=st.integers(1, 30),
    paid_minor=st.integers(0, 9000),
    list_price_minor=st.none() | st.integers(0, 9000),
    discount_minor=st.integers(0, 900),
    status=st.sampled_from(OrderStatus),
    is_virtual=st.booleans(),
    is_gift=st.booleans(),
    deadline=maybe_instants,
)
orders = st.builds(
    lambda some, **changes: make_order(*some, **changes),
    st.lists(lines, min_size=1, max_size=4, unique_by=lambda line: line.line_id),
    status=st.sampled_from(OrderStatus),
    paid_minor=st.integers(0, 9000),
    payable_minor=st.none() | st.integers(0, 9000),
    postage_minor=st.integers(0, 900),
    discount_minor=st.integers(0, 900),
    payment=st.sampled_from(Payment),
    balance_due_at=maybe_instants,
    not_before=maybe_instants,
    created_at=instants,
    carrier_wished=texts,
    invoice_wished=texts,
    gift_wrap=st.booleans(),
    buyer_remark=texts,
    seller_memo=texts,
    flag=st.integers(0, 9),
    receiver=receivers,
    unknown=st.lists(st.sampled_from(["flag=9", "status=x"]), max_size=3).map(tuple),
)
rules = st.builds(
    CheckRules,
    flags_for_a_person=st.sampled_from([(), (3,)]),
    margin_percent_min=st.none() | st.integers(-100, 100),
    duplicate_hours=st.integers(0, 720),
    look_at_wishes=st.booleans(),
    changes_to_look_at=st.sampled_from([(), tuple(Facet)]),
)
cases = st.builds(
    lambda order, before, twin, state, **changes: see(
        order,
        facets=facets_of(before),
        works={line.line_id: work(line.line_id, state) for line in order.lines},
        unnumbered=frozenset(line.line_id for line in order.lines),
        plans={
            line.line_id: plan(line.line_id, carrier=carrier)
            for line, carrier in zip(order.lines, ("SF", "", "YTO", "SF"), strict=False)
        },
        facts=Facts(
            buyer=BuyerHistory(orders=(twin,)),
            skus={"CUP-RED-01": SkuHistory(lines=40, quantity_max=2, price_median_minor=5990)},
        ),
        blocked=(BlockedStub(address_id="#a"),),
        **changes,
    ),
    orders,
    orders,
    orders.map(lambda order: BuyerOrder.of(order.but(key=order.key.but(order_id="1")))),
    st.sampled_from(LineState),
    rules=rules,
    now=instants,
    zone=st.sampled_from(
        [ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles"), ZoneInfo("UTC")]
    ),
)


def _said(findings: tuple[Finding, ...]) -> set[Finding]:
    return set(findings)


@given(cases)
def test_looking_twice_finds_the_same(seen: Seen) -> None:
    again = Order.model_validate_json(seen.order.model_dump_json())
    assert find(seen) == find(replace(seen, order=again))


@given(cases)
def test_each_hold_is_one(seen: Seen) -> None:
    ids = [finding.hold_id for finding in find(seen)]
    assert len(ids) == len(set(ids))


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_makes_no_difference(seen: Seen, dice: object) -> None:
    mixed = list(seen.order.lines)
    dice.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis gives a random.Random.
    other = replace(seen, order=seen.order.but(lines=tuple(mixed)))
    assert _said(find(seen)) == _said(find(other))


@given(cases)
def test_evidence_never_tells_who_receives_the_parcel(seen: Seen) -> None:
    receiver = seen.order.receiver
    for finding in find(seen):
        told = [finding.evidence, *(one.value + one.why for one in finding.proposals)]
        for secret in (receiver.name, receiver.phone, receiver.detail):
            assert not any(secret in text for text in told if len(secret) > 1)


@given(cases, instants)
def test_evidence_does_not_move_with_the_clock(seen: Seen, later: datetime) -> None:
    """The same finding a while later is the same hold: who released it is not asked again."""
    now, then = (
        {finding.code: finding.evidence for finding in find(replace(seen, now=at))}
        for at in (seen.now, max(seen.now, later))
    )
    steady = {"BLOCKED_BUYER", "DUPLICATE", "QUANTITY", "PRICE", "CHANGED", "REMARK", "DISCOUNT"}
    assert {c: e for c, e in now.items() if c in steady} == {
        c: e for c, e in then.items() if c in steady
    }


ordinary_texts = st.sampled_from(
    [
        "",
        "麻烦尽快发货",
        "放门口就行",
        "周末在家",
        "不要放驿站",
        "谢谢老板",
        "两单一起寄",
        "包装好点",
    ]
)
ordinary_lines = st.builds(
    lambda number, quantity, price, **changes: make_line(
        str(number),
        quantity=quantity,
        unit_price_minor=price,
        paid_minor=price * quantity,
        **changes,
    ),
    st.integers(1, 9),
    st.integers(1, 5),
    st.integers(1, 99900),
    sku=st.sampled_from(["CUP-RED-01", "GIFT-BRUSH"]),
)


@given(
    st.lists(ordinary_lines, min_size=1, max_size=5, unique_by=lambda line: line.line_id),
    ordinary_texts,
    st.sampled_from(
        [("浙江省", "杭州市"), ("广东", "深圳"), ("上海市", "市辖区"), ("新疆", "昌吉回族自治州")]
    ),
    st.sampled_from(["1********00", "13900000000", "0571-87654321", "13900000000-1234"]),
    st.integers(0, 9),
    st.booleans(),
)
def test_the_defaults_let_every_ordinary_order_pass(
    some: list[Line], remark: str, place: tuple[str, str], phone: str, flag: int, told: bool
) -> None:
    receiver = make_order().receiver.but(province=place[0], city=place[1], phone=phone)
    order = make_order(*some, buyer_remark=remark, receiver=receiver, flag=flag)
    before = BuyerOrder.of(order.but(key=order.key.but(order_id="1"))).but(
        ordered_at=order.created_at - timedelta(days=1)
    )
    payable = order.paid_minor if told else None
    seen = see(
        order.but(payable_minor=payable),
        facts=Facts(buyer=BuyerHistory(orders=(before,))),
        now=NOW + hours(1),
    )
    assert find(seen) == ()
