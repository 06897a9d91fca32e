"""What the bench makes of logs and counts: reading, pricing, and the way of a stop."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.bench_bill import (
    LAMBDA_GB_SECOND,
    STANDARD_TRANSITION,
    WRITE_UNIT,
    Item,
    bill,
    priced_durations,
    total,
)
from infra.local.bench_log import (
    LOG_EVENT_BYTES,
    NO_FUNCTION,
    Invocation,
    invocation,
    operations,
)
from infra.local.bench_stops import own_share, spread

REPORT = (
    "REPORT RequestId: 1\tDuration: 12 ms\tBilled Duration: 12 ms\tMemory Size: 512 MB\tMax Memory"
    " Used: 0 MB"
)


def metered(operation: str, **facts: object) -> str:
    """Make a line as the meter prints it."""
    line: dict[str, object] = {
        "metered": operation,
        "at": 1790567900.5,
        "function": "hedan-TakeIn-0A1B2C",
        "to": "",
        "messages": 0,
        "write_units": 0,
        "index_units": 0,
        "read_units": 0.0,
    }
    return json.dumps(line | facts)


def read(*lines: str, report: str = REPORT) -> Invocation:
    found = invocation(["START RequestId: 1 Version: $LATEST", *lines, "END RequestId: 1", report])
    assert found
    return found


def by_unit(items: list[Item]) -> dict[str, Item]:
    return {item.unit: item for item in items}


def test_log_of_an_invocation_is_read_without_what_aws_would_not_write() -> None:
    own = '{"message": "hint_kept"}'
    found = read(metered("dynamodb.Query", read_units=2.5), own)
    assert (found.function, found.milliseconds, found.megabytes) == ("TakeIn", 12, 512)
    assert found.said == (own,)
    assert found.log_bytes == len(own) + LOG_EVENT_BYTES
    assert found.calls[0].read_units == 2.5
    assert found.calls[0].at == datetime(2026, 9, 28, 3, 58, 20, 500000, UTC)
    assert operations([found]) == {("TakeIn", "dynamodb.Query"): 1}


def test_invocation_that_has_not_ended_is_none_yet() -> None:
    assert invocation(["START RequestId: 1 Version: $LATEST", "{}"]) is None


def test_invocation_that_asks_aws_nothing_is_one_all_the_same() -> None:
    assert read().function == NO_FUNCTION
    assert by_unit(bill([read()], {NO_FUNCTION: 1.0}))["invocations"].count == 1


def test_target_of_a_call_is_its_last_name() -> None:
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:hedan-OrderWorkflow"
    line = metered("stepfunctions.StartExecution", to=arn)
    assert read(line).calls[0].to == "hedan-OrderWorkflow"


def test_bill_counts_every_part() -> None:
    one = read(
        metered("dynamodb.TransactWriteItems", write_units=6, index_units=1),
        metered("s3.PutObject"),
        metered("stepfunctions.StartExecution", to="a:hedan-OrderWorkflow"),
        metered("sns.Publish"),
    )
    items = by_unit(bill([one, one], {"TakeIn": 10.0}, transitions=20))
    assert items["write units"].count == 12
    assert items["write units"].usd == pytest.approx(12 * WRITE_UNIT)
    assert items["index writes"].count == 2
    assert items["receives, deletes"].count == 4
    assert items["puts"].count == 2
    assert items["Express runs"].count == 2
    assert items["e-mails, one each"].count == 2
    assert items["Standard transitions"].usd == pytest.approx(20 * STANDARD_TRANSITION)
    assert items["GB-s, arm64"].usd == pytest.approx(2 * 0.5 * 0.010 * LAMBDA_GB_SECOND)
    assert total(items.values()) == pytest.approx(sum(item.usd for item in items.values()))


def test_callback_pays_its_request_and_its_line_in_the_access_log() -> None:
    one = read(metered("sqs.SendMessageBatch", function="hedan-ReceiveCallback-1", messages=3))
    items = by_unit(bill([one], {"ReceiveCallback": 1.0}))
    assert items["requests"].count == 1
    assert items["sends"].count == 1
    assert items["GB"].count > 0


def test_thousand_times_an_item_is_a_thousand_times_its_price() -> None:
    item = Item("S3", 2, "puts", 0.5).times(1000)
    assert (item.count, item.usd) == (2000, 500)


def test_peak_is_priced_without_the_crowd_but_with_its_batches() -> None:
    busy = [
        read(metered("dynamodb.Query", function=f"hedan-{name}-1"), report=REPORT.replace("12", ms))
        for name, ms in (("TakeIn", "200"), ("AdvanceOrder", "90"))
    ]
    calm = [
        read(metered("dynamodb.Query", function=f"hedan-{name}-1"))
        for name in ("TakeIn", "AdvanceOrder")
    ]
    assert priced_durations(busy, calm, 5.0) == {
        "TakeIn": 195.0,
        "AdvanceOrder": 7.0,
        NO_FUNCTION: 1.0,
    }


def test_own_share_leaves_cold_starts_out() -> None:
    names = ("TakeIn", "FollowEvents", "TellStop")
    warm = [read(metered("dynamodb.Query", function=f"hedan-{name}-1")) for name in names]
    cold = read(
        metered("secretsmanager.GetSecretValue", function="hedan-TellStop-1"),
        report=REPORT.replace("12", "900"),
    )
    assert own_share([*warm, cold], 2.0)["TellStop"].p95 == 10.0


def test_spread_is_median_and_slow_end() -> None:
    assert spread([3.0]).p95 == 3.0
    found = spread(float(n) for n in range(1, 101))
    assert found.p50 == 50.5
    assert 95 <= found.p95 <= 96
    assert timedelta(seconds=found.p50) < timedelta(seconds=found.p95)
