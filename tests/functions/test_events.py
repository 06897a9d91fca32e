"""Every recorded event through its real handler: the answer, the effect, what the role allows."""

import json
from typing import Any

import pytest

from infra.local.invoke import logical_id
from infra.local.places import EVENTS, ROOT
from tests.functions import (
    cases_acts,
    cases_bills,
    cases_bulk,
    cases_calls,
    cases_desk,
    cases_doors,
    cases_dry_runs,
    cases_evidence,
    cases_imports,
    cases_leaving,
    cases_news,
    cases_numbers,
    cases_numbers_sent,
    cases_orders,
    cases_pages,
    cases_picks,
    cases_questions,
    cases_recalls,
    cases_replaced,
    cases_returned,
    cases_robots,
    cases_scans,
    cases_settings,
    cases_staff,
    cases_stops,
    cases_store,
    cases_virtual,
    cases_waves,
)
from tests.functions.access import asked, needless
from tests.functions.cases import CASES
from tests.functions.seed import opened_world
from tests.functions.world import World

pytestmark = [
    pytest.mark.loopback,
    # A call that counts nothing warns; that a quiet call is no mistake is known here.
    pytest.mark.filterwarnings("ignore:No application metrics to publish:UserWarning"),
]

FILES = sorted((file.parent.name, file.stem) for file in EVENTS.glob("*/*.json"))
# Importing them is what fills CASES.
MEANINGS = (
    cases_acts,
    cases_bills,
    cases_bulk,
    cases_calls,
    cases_desk,
    cases_doors,
    cases_dry_runs,
    cases_evidence,
    cases_imports,
    cases_leaving,
    cases_news,
    cases_numbers,
    cases_orders,
    cases_waves,
    cases_pages,
    cases_picks,
    cases_questions,
    cases_recalls,
    cases_replaced,
    cases_returned,
    cases_robots,
    cases_scans,
    cases_settings,
    cases_staff,
    cases_stops,
    cases_store,
    cases_numbers_sent,
    cases_virtual,
)


# Statements that no event can need, and why.
NEVER_SEEN = {
    ("FollowEvents", "KeepFailures"): "Lambda itself keeps what it gave up",
    ("FollowSettings", "KeepFailures"): "Lambda itself keeps what it gave up",
    ("TakeBackWave", "KeepFailures"): "Lambda itself keeps what it gave up",
    ("RecheckHeld", "KeepFailures"): "Lambda itself keeps what it gave up",
    ("ShowSupplierPage", "LetBrowserUpload"): "the page signs a form; the browser sends it",
    ("ShowStorePage", "LetBrowserUpload"): "the page signs a form; the browser sends it",
    ("AdvanceOrder", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("PlanParcels", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("RecheckHeld", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("BulkAct", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("BundleEvidence", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("ProveMonth", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
    ("StaffApi", "TellMissingFromForbidden"): "S3 asks it of a read that finds nothing",
}
# AWS knows no such action; it stands there for the emulator.
OF_THE_EMULATOR = {"sqs:SendMessageBatch"}

# What each event has asked of AWS, as (action, ARN).
done: dict[tuple[str, str], set[tuple[str, str]]] = {}


@pytest.mark.parametrize(("function", "name"), FILES)
def test_event(world: World, function: str, name: str) -> None:
    case = CASES[function, name]
    case.make_ready(world)
    answer = world.send(function, name)
    done[function, name] = {pair for call in world.calls for pair in asked(call)}
    case.check(world, answer)


@pytest.mark.parametrize("function", sorted({function for function, _ in FILES}))
def test_role_allows_nothing_that_no_event_needs(world: World, function: str) -> None:
    mine = [name for known, name in FILES if known == function]
    for name in mine:
        if (function, name) not in done:  # This test was asked for alone.
            with pytest.MonkeyPatch.context() as patch, opened_world(patch) as fresh:
                test_event(fresh, function, name)
    logical = logical_id(function)
    all_done = set().union(*(done[function, name] for name in mine))
    assert {
        (sid, action)
        for sid, action in needless(logical, all_done, world.stack)
        if (logical, sid) not in NEVER_SEEN and action not in OF_THE_EMULATOR
    } == set()


def test_every_function_has_events_and_every_event_a_function_and_a_meaning() -> None:
    functions = {file.parent.name for file in (ROOT / "functions").glob("*/app.py")}
    assert {function for function, _ in FILES} == functions
    assert set(FILES) == set(CASES)
    assert {file.suffix for file in EVENTS.glob("*/*")} == {".json"}


@pytest.mark.parametrize(("function", "name"), FILES)
def test_event_has_the_shape_that_the_service_sends(function: str, name: str) -> None:
    event: Any = json.loads((EVENTS / function / f"{name}.json").read_text(encoding="utf-8"))
    for record in event.get("Records", []):
        source = record.get("eventSource") or record["EventSource"]  # SNS writes it otherwise.
        assert source in {"aws:sqs", "aws:dynamodb", "aws:sns"}
        if source == "aws:sqs":
            assert ("MessageGroupId" in record["attributes"]) == record["eventSourceARN"].endswith(
                ".fifo"
            )
    if "requestContext" in event:
        assert event["version"] == "2.0"
        assert isinstance(event["isBase64Encoded"], bool)
        route = event["routeKey"]
        for parameter, value in event["pathParameters"].items():
            route = route.replace(f"{{{parameter}}}", value).replace(f"{{{parameter}+}}", value)
        assert route == f"{event['requestContext']['http']['method']} {event['rawPath']}"
