"""Callback bodies into hints: every documented shape, every broken one, and garbage."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import Malformed
from hedan.platforms.callbacks import DATA_BYTES_MAX
from hedan.platforms.doudian.messages import TAGS, is_only_ping, split
from tests.platforms.doudian import sample

ORDER_ID = "6920000000000000123"
ORDER_DATA = {"p_id": int(ORDER_ID), "shop_id": 4463798}


def body(*elements: object) -> bytes:
    return json.dumps(elements, ensure_ascii=False).encode()


def element(tag: object = "101", data: object = None, **changes: object) -> dict[str, object]:
    told = json.dumps(ORDER_DATA) if data is None else data
    return {"tag": tag, "msg_id": "m::1", "data": told, **changes}


def test_the_paid_message() -> None:
    sent = json.loads(sample("paid_message"))[0]
    (hint,) = split(sample("paid_message"))
    assert json.loads(hint["data"] or "") == json.loads(sent["data"])
    assert {**hint, "data": None} == {
        "data": None,
        "problem": None,
        "door": "push",
        "platform": "doudian",
        "kind": "order",
        "tag": 101,
        "message_id": "04281234567890123::101:1790560800:6920000000000000123",
        "shop_id": "4463798",
        "order_id": ORDER_ID,
        "after_sale_id": None,
        "address_change_asked_at": None,
    }


def test_the_refund_message() -> None:
    (hint,) = split(sample("refund_message"))
    assert {**hint, "data": None} == {
        "data": None,
        "problem": None,
        "door": "push",
        "platform": "doudian",
        "kind": "after_sale",
        "tag": 200,
        "message_id": "04281234567890124::200:1790564400:6920000000000000123",
        "shop_id": "4463798",
        "order_id": ORDER_ID,
        "after_sale_id": "7140000000000000456",
        "address_change_asked_at": None,
    }


def test_a_ping_says_nothing() -> None:
    (hint,) = split(b'[{"tag":"0","msg_id":"0","data":"2026-09-28T10:00:00+08:00"}]')
    assert (hint["kind"], hint["order_id"], hint["data"]) == ("ping", None, None)


@pytest.mark.parametrize(
    ("sent", "only_ping"),
    [
        (body(element(tag="0", data="2026-09-28T10:00:00+08:00")), True),
        (body(element(tag=0, data={"p_id": 1})), True),
        (body(element(tag="0"), element(tag="0")), True),
        (body(element(tag="0"), element()), False),
        (body(element()), False),
        (body(element(tag=999)), False),
        (b"[]", False),
        (b"{}", False),
        (b"", False),
    ],
)
def test_what_may_come_unsigned_says_nothing_at_all(sent: bytes, only_ping: bool) -> None:
    assert is_only_ping(sent) is only_ping


@pytest.mark.parametrize("tag", ["101", 101])
@pytest.mark.parametrize("name", ["msg_id", "msgId"])
@pytest.mark.parametrize("data", [json.dumps(ORDER_DATA), ORDER_DATA])
@pytest.mark.parametrize("p_id", [int(ORDER_ID), ORDER_ID, ORDER_ID + "A"])
def test_every_spelling_of_one_message_is_one_hint(
    tag: object, name: str, data: object, p_id: object
) -> None:
    told = {"p_id": p_id, "shop_id": 4463798}
    sent = {"tag": tag, name: "m::1", "data": told if isinstance(data, dict) else json.dumps(told)}
    (hint,) = split(body(sent))
    assert (hint["tag"], hint["message_id"], hint["order_id"]) == (101, "m::1", ORDER_ID)


def test_a_batch_keeps_its_order_and_may_mix_shops() -> None:
    hints = split(
        body(
            element(data={"p_id": 1, "shop_id": 7}),
            element(tag="200", data={"p_id": 2, "shop_id": 8, "aftersale_id": 9}),
            element(tag=0, data="2026-09-28T10:00:00+08:00"),
        )
    )
    assert [(h["kind"], h["shop_id"], h["order_id"]) for h in hints] == [
        ("order", "7", "1"),
        ("after_sale", "8", "2"),
        ("ping", None, None),
    ]
    assert split(b"[]") == []


@pytest.mark.parametrize("asked_at", [1790564400, "1790564400"])
def test_an_address_change_tells_when_it_was_asked_for(asked_at: object) -> None:
    (hint,) = split(body(element(111, {**ORDER_DATA, "apply_time": asked_at})))
    assert (hint["kind"], hint["address_change_asked_at"]) == ("order", 1790564400)


def test_another_message_with_an_apply_time_asks_for_no_address_change() -> None:
    (hint,) = split(body(element(101, {**ORDER_DATA, "apply_time": 1790564400})))
    assert hint["address_change_asked_at"] is None


@pytest.mark.parametrize(
    ("tag", "data", "kind"),
    [
        (999, {"p_id": 5}, "order"),
        (999, {"p_id": 5, "aftersale_id": 6}, "after_sale"),
        (999, {"p_id": 0}, "other"),
        (999, {}, "other"),
        (999, "not JSON", "other"),
        (999, "[1]", "other"),
        (999, "", "other"),
        (999, 7, "other"),
        (400, {"product_id": 1, "shop_id": 2}, "other"),
        (216, {"arbitrate_id": 1, "aftersale_id": 6}, "after_sale"),
    ],
)
def test_what_a_topic_does_not_say_its_ids_do(tag: int, data: object, kind: str) -> None:
    (hint,) = split(body(element(tag, data)))
    assert hint["kind"] == kind


def test_every_known_tag_of_an_order_or_after_sale_is_one_without_doubt() -> None:
    for tag, (_, kind) in TAGS.items():
        told = {**ORDER_DATA, "aftersale_id": 6, "apply_time": 1790564400}
        (hint,) = split(body(element(tag, told)))
        assert hint["kind"] == ("after_sale" if kind == "other" else kind)


def test_a_giant_keeps_its_ids_and_loses_its_data() -> None:
    fits = {**ORDER_DATA, "x": "y" * (DATA_BYTES_MAX - 200)}
    giant = {**ORDER_DATA, "x": "y" * DATA_BYTES_MAX}
    kept, lost = split(body(element(data=json.dumps(fits)), element(data=json.dumps(giant))))
    assert json.loads(kept["data"] or "") == fits
    assert (lost["order_id"], lost["data"]) == (ORDER_ID, None)


def test_kept_data_holds_no_character_that_a_queue_refuses() -> None:
    (hint,) = split(body(element(data=json.dumps({**ORDER_DATA, "x": "\ud800\x00\uffff赠"}))))
    assert hint["data"] is not None
    assert hint["data"].isascii()
    assert hint["data"].isprintable()
    assert json.loads(hint["data"])["x"] == "\ud800\x00\uffff赠"


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (b"", "body"),
        (b"\xff\xfe[\x00]\x00", "body"),
        (b"{}", "body: not an array"),
        (b"null", "body: not an array"),
        (b"[NaN]", "body"),
        (b"[" * 100_000, "body"),
        (b"[" + b"9" * 5_000 + b"]", "body"),
        (body(element(), 5), "element 1: not an object"),
        (body(element(tag=None)), "element 0, tag"),
        (body(element(tag=True)), "element 0, tag"),
        (body(element(tag=101.0)), "element 0, tag"),
        (body(element(tag="10 1")), "element 0, tag"),
        (body(element(tag="١٠١")), "element 0, tag"),
        (body(element(msg_id=None)), "element 0, msg_id"),
        (body(element(msg_id="")), "element 0, msg_id"),
        (body(element(msg_id=True)), "element 0, msg_id"),
        (body(element(msg_id="a b")), "element 0, msg_id"),
        (body(element(msg_id="消息")), "element 0, msg_id"),
        (body(element(data={"p_id": "订单"})), "element 0, p_id"),
        (body(element(data={"p_id": True})), "element 0, p_id"),
        (body(element(msg_id="x" * 129)), "element 0, msg_id"),
        (body(element(msg_id="a\nb")), "element 0, msg_id"),
        (body(element(data="no JSON")), "element 0, data"),
        (body(element(data="[]")), "element 0, data: not an object"),
        (body(element(data=[1])), "element 0, data: not an object"),
        (body(element(data={**ORDER_DATA, "x": 1e999})), "body"),
        (body(element(data='{"p_id": 1, "x": 1e999}')), "element 0, data"),
        (body(element(data={"shop_id": 1})), "element 0, p_id: missing"),
        (body(element(data={"p_id": 6.92e18})), "element 0, p_id"),
        (body(element(data={"p_id": "1 2"})), "element 0, p_id"),
        (body(element(data={"p_id": "1#2"})), "element 0, p_id"),
        (body(element(data={"p_id": [1]})), "element 0, p_id"),
        (body(element(data={**ORDER_DATA, "shop_id": {}})), "element 0, shop_id"),
        (body(element(200)), "element 0, aftersale_id: missing"),
        (body(element(111)), "element 0, apply_time"),
        (body(element(111, {**ORDER_DATA, "apply_time": 0})), "element 0, apply_time"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(sent: bytes, place: str) -> None:
    if place.startswith("body"):
        with pytest.raises(Malformed, match=f"^{place}"):
            split(sent)
        return
    (puzzle,) = (hint for hint in split(sent) if hint["problem"])
    assert puzzle["problem"] is not None
    assert puzzle["problem"].startswith(place)
    assert (puzzle["kind"], puzzle["order_id"], puzzle["after_sale_id"]) == ("other", None, None)


def test_an_element_that_cannot_be_read_costs_its_neighbours_nothing() -> None:
    before, puzzle, after = split(body(element(), 5, element(msg_id="other::1")))
    assert [hint["order_id"] for hint in (before, puzzle, after)] == [ORDER_ID, None, ORDER_ID]
    assert puzzle["data"] == "5"


def test_an_unknown_tag_is_said_and_its_order_read_all_the_same() -> None:
    (hint,) = split(body(element(999)))
    assert hint["problem"] == "element 0, tag: 999 is unknown"
    assert (hint["kind"], hint["order_id"]) == ("order", ORDER_ID)


def test_a_problem_never_quotes_what_was_sent() -> None:
    (hint,) = split(body(element(data='{"name":"张三"')))
    assert hint["problem"] is not None
    assert "张三" not in hint["problem"]


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
some_data = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("p_id", "shop_id", "aftersale_id", "apply_time"), anything)
)
elements = st.fixed_dictionaries(
    {},
    optional={
        "tag": anything | st.sampled_from(sorted(TAGS)) | st.sampled_from(["101", "200"]),
        "msg_id": anything | st.just("m::1"),
        "data": anything | some_data | some_data.map(json.dumps),
    },
)


@given(st.lists(elements | anything).map(lambda told: json.dumps(told).encode()) | st.binary())
def test_no_body_does_more_than_be_refused(sent: bytes) -> None:
    try:
        hints = split(sent)
    except Malformed:
        return
    for hint in hints:
        assert json.loads(json.dumps(hint)) == hint
        assert hint["kind"] != "order" or hint["order_id"]
        assert hint["kind"] != "after_sale" or hint["after_sale_id"]
