"""The meter: what items cost in units, and what one order asks of AWS beside docs/budgets.json."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from hedan.adapters import metering
from hedan.adapters.metering import INDEXES, Ledger, Units, meter, note, size
from infra.local.places import ROOT
from tests.functions.seed import opened_world
from tests.functions.stack import REGION
from tests.functions.stages import bring
from tests.functions.world import World, forget_clients, fresh_clients
from tests.infra.template import resources

BUDGETS = json.loads((ROOT / "docs" / "budgets.json").read_text(encoding="utf-8"))


def an_item(length: int, *, sk: str = "LINE#1", **facts: str) -> dict[str, dict[str, Any]]:
    """Make an item of exactly so many bytes."""
    known: dict[str, dict[str, Any]] = {"pk": {"S": "ORDER#1"}, "sk": {"S": sk}, "body": {"B": b""}}
    given = known | {name: {"S": value} for name, value in facts.items()}
    return given | {"body": {"B": b"x" * (length - size(given))}}


def put(item: dict[str, Any]) -> dict[str, Any]:
    return {"Put": {"TableName": "orders", "Item": item}}


def check(sk: str) -> dict[str, Any]:
    key = {"pk": {"S": "ORDER#1"}, "sk": {"S": sk}}
    return {"ConditionCheck": {"TableName": "orders", "Key": key}}


def transact(ledger: Ledger, *actions: dict[str, Any], took: bool = True) -> Units:
    return ledger.count("TransactWriteItems", {"TransactItems": actions}, {}, took=took)


def read(ledger: Ledger, *items: dict[str, Any], consistent: bool = True) -> float:
    params = {"TableName": "orders", "ConsistentRead": consistent}
    return ledger.count("Query", params, {"Items": items}, took=True).read_units


# --- units --------------------------------------------------------------------------------------


def test_size_is_names_and_values_in_utf8() -> None:
    assert size({"pk": {"S": "订单"}, "n": {"N": "-12345"}, "b": {"B": b"123"}}) == 8 + 5 + 4
    with pytest.raises(TypeError, match="BOOL"):
        size({"flag": {"BOOL": True}})


@pytest.mark.parametrize(("length", "units"), [(200, 1), (1024, 1), (1025, 2), (2049, 3)])
def test_put_costs_by_the_kilobyte_and_twice_in_a_transaction(length: int, units: int) -> None:
    alone = Ledger().count(
        "PutItem", {"TableName": "orders", "Item": an_item(length)}, {}, took=True
    )
    assert alone.write_units == units
    assert transact(Ledger(), put(an_item(length))).write_units == 2 * units


def test_smaller_item_costs_what_the_larger_one_did() -> None:
    ledger = Ledger()
    transact(ledger, put(an_item(3000)))
    assert transact(ledger, put(an_item(100))).write_units == 6
    assert transact(ledger, put(an_item(100))).write_units == 2


def test_check_costs_by_the_size_of_what_it_looks_at() -> None:
    ledger = Ledger()
    assert transact(ledger, check("ORDER")).write_units == 2
    read(ledger, an_item(1500, sk="ORDER"))
    assert transact(ledger, check("ORDER")).write_units == 4


def test_refused_write_costs_the_same_and_changes_nothing() -> None:
    ledger = Ledger()
    assert transact(ledger, put(an_item(3000)), took=False).write_units == 6
    assert transact(ledger, check("LINE#1")).write_units == 2


def test_index_entry_costs_when_it_comes_goes_or_moves() -> None:
    ledger = Ledger()
    here = an_item(300, ready="factory-a", ready_by="2026")
    there = an_item(300, ready="factory-b", ready_by="2026")
    changes = [here, here, there, an_item(300), an_item(300)]
    assert [transact(ledger, put(item)).index_units for item in changes] == [1, 0, 2, 1, 0]


def test_index_entry_that_shows_something_else_costs_one() -> None:
    ledger = Ledger()
    told = {"buyer": "shop#b", "ordered": "2026", "paid": "1", "goods": "CUP*1"}
    changes = [
        an_item(300, stage="to_ship", **told),
        an_item(300, stage="shipped", **told),
        an_item(300, stage="shipped", **told | {"ordered": "2027"}),
    ]
    assert [transact(ledger, put(item)).index_units for item in changes] == [1, 1, 2]


def test_indexes_are_those_of_the_template() -> None:
    properties = resources("AWS::DynamoDB::Table")["OrderTable"]
    indexes = {
        index["IndexName"]: (
            tuple(key["AttributeName"] for key in index["KeySchema"]),
            tuple(index["Projection"].get("NonKeyAttributes", ())),
        )
        for index in properties["GlobalSecondaryIndexes"]
    }
    assert indexes == INDEXES


def test_query_counts_its_items_together() -> None:
    items = [an_item(2500, sk="LINE#1"), an_item(2500, sk="LINE#2")]
    assert read(Ledger(), *items) == 2.0
    assert read(Ledger(), *items, consistent=False) == 1.0
    assert read(Ledger()) == 1.0


def test_batch_counts_its_items_one_by_one_and_what_is_missing() -> None:
    asked = {"RequestItems": {"orders": {"Keys": [{}, {}, {}], "ConsistentRead": True}}}
    found = {"Responses": {"orders": [an_item(4097, sk="A"), an_item(100, sk="B")]}}
    assert Ledger().count("BatchGetItem", asked, found, took=True).read_units == 4.0


def test_item_that_is_not_there_costs_a_unit() -> None:
    params = {"TableName": "orders", "ConsistentRead": True}
    assert Ledger().count("GetItem", params, {}, took=True).read_units == 1.0


def test_stock_has_keys_of_other_names() -> None:
    key = {"sku": {"S": "CUP"}, "entry": {"S": "STOCK"}}
    update = {"Update": {"TableName": "stock", "Key": key}}
    assert transact(Ledger(), update).write_units == 2


# --- where it is hung ---------------------------------------------------------------------------


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if "metered" in line]


def test_nothing_is_counted_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        meter(boto3.client("sqs")).list_queues()
    note("sqs", "SendMessageBatch", {})
    assert lines(capsys) == []


def test_counted_client_prints_a_line_for_each_call(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METER_AWS_CALLS", "yes")
    with mock_aws():
        client = meter(boto3.client("sqs"))
        url = client.create_queue(QueueName="intake")["QueueUrl"]
        client.send_message_batch(
            QueueUrl=url, Entries=[{"Id": "0", "MessageBody": "a"}, {"Id": "1", "MessageBody": "b"}]
        )
    _, sent = lines(capsys)
    assert (sent["metered"], sent["to"], sent["messages"]) == ("sqs.SendMessageBatch", url, 2)


# --- one order ----------------------------------------------------------------------------------


@pytest.fixture
def metered_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world like the functions', all of whose clients have a meter."""
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("METER_AWS_CALLS", "yes")
        monkeypatch.setattr(metering, "_ledger", Ledger())  # It must not know another test's items.
        fresh_clients()
        try:
            with opened_world(monkeypatch) as opened:
                yield opened
        finally:
            forget_clients()


@pytest.mark.loopback
def test_one_order_stays_within_its_calls_and_units(
    metered_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    bring(metered_world, "written")
    counted = lines(capsys)
    calls = Counter(one["metered"] for one in counted)
    budget = BUDGETS["one_order_in_process"]
    assert set(calls) <= set(budget["calls"])
    over = {name: count for name, count in calls.items() if count > budget["calls"][name]}
    assert over == {}
    units = {kind: sum(one[kind] for one in counted) for kind in budget["units"]}
    assert {kind: count for kind, count in units.items() if count > budget["units"][kind]} == {}


@pytest.mark.loopback
def test_order_item_stays_within_its_write_units(
    metered_world: World,
) -> None:
    bring(metered_world, "stored")
    items = [item for table in metered_world.tables().values() for item in table]
    (order,) = (item for item in items if item.get("sk") == {"S": "ORDER"})
    cost = Ledger().count("PutItem", {"TableName": "orders", "Item": order}, {}, took=True)
    assert cost.write_units <= BUDGETS["orders"]["order_item_write_units"]
