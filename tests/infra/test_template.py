"""The template's promises: nothing unnamed, unwatched, unencrypted, open, or bound to a place."""

import ast
import json
import re
from typing import Any

import pytest

from hedan.domain.events import EventKind
from hedan.usecases.stops.stop_clock import MEASURED
from infra.local.invoke import logical_id
from infra.local.places import ROOT, TEMPLATE
from tests.infra.template import (
    directory,
    functions,
    resources,
    target,
    template,
    wanted_variables,
)

# Set by Lambda itself, or by whoever runs us; never by the template.
OF_LAMBDA = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"}
# What light_aws.py reads beside a function's own code.
OF_LIGHT_AWS = {"URL_SUFFIX"}
DAY_SECONDS = 24 * 3600

queues = resources("AWS::SQS::Queue")
alarms = resources("AWS::CloudWatch::Alarm")


def readers() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return each function that a queue or a stream starts, with that event's properties."""
    return [
        (name, properties, event["Properties"])
        for name, properties in functions().items()
        for event in properties.get("Events", {}).values()
        if event["Type"] in {"SQS", "DynamoDB"}
    ]


# --- functions ----------------------------------------------------------------------------------


def test_every_function_directory_is_a_function_and_the_other_way_round() -> None:
    found = {file.parent.name for file in (ROOT / "functions").glob("*/app.py")}
    assert {directory(name) for name in functions()} == found
    assert {logical_id(name) for name in found} == set(functions())


@pytest.mark.parametrize("name", functions())
def test_function_says_what_it_does_and_has_its_limits(name: str) -> None:
    properties = functions()[name]
    assert properties["Description"]
    assert 1 <= properties["Timeout"] <= 900
    assert 128 <= properties["MemorySize"] <= 1769
    assert properties["CodeUri"] == f"../functions/{directory(name)}/"


def test_functions_log_to_a_group_with_a_retention() -> None:
    logging = template()["Globals"]["Function"]["LoggingConfig"]
    assert target(logging["LogGroup"]) in resources("AWS::Logs::LogGroup")
    assert not [name for name, given in functions().items() if "LoggingConfig" in given]


@pytest.mark.parametrize("name", functions())
def test_function_gets_exactly_the_variables_that_it_reads(name: str) -> None:
    given = set(functions()[name].get("Environment", {}).get("Variables", {}))
    wanted = set(wanted_variables(name))
    if name == "ReceiveCallback":
        wanted |= OF_LIGHT_AWS
    assert given == wanted - OF_LAMBDA


# --- queues, streams, alarms --------------------------------------------------------------------


def dead_letter_queues() -> set[str]:
    """Return the queues that hold only what failed: nothing is redriven out of them."""
    return {name for name, properties in queues.items() if "RedrivePolicy" not in properties}


def test_every_queue_that_is_worked_on_has_a_dead_letter_queue_of_its_kind() -> None:
    read = {target(event["Queue"]) for _, _, event in readers() if "Queue" in event}
    assert read == set(queues) - dead_letter_queues()
    for name in read:
        redrive = queues[name]["RedrivePolicy"]
        failures = target(redrive["deadLetterTargetArn"])
        assert failures in dead_letter_queues()
        assert queues[failures].get("FifoQueue") == queues[name].get("FifoQueue")
        assert redrive["maxReceiveCount"] >= 5


@pytest.mark.parametrize("name", sorted(dead_letter_queues()))
def test_dead_letter_queue_calls_a_person(name: str) -> None:
    assert queues[name]["MessageRetentionPeriod"] == 14 * DAY_SECONDS
    watching = [
        alarm
        for alarm in alarms.values()
        if alarm.get("Dimensions")
        == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [name, "QueueName"]}}]
    ]
    assert len(watching) == 1
    (alarm,) = watching
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")


@pytest.mark.parametrize("name", resources("AWS::SNS::Subscription"))
def test_subscription_keeps_what_nobody_took(name: str) -> None:
    subscription = resources("AWS::SNS::Subscription")[name]
    (policy,) = [
        statement
        for given in resources("AWS::SQS::QueuePolicy").values()
        for statement in given["PolicyDocument"]["Statement"]
        if statement["Resource"] == subscription["RedrivePolicy"]["deadLetterTargetArn"]
    ]
    assert policy["Principal"] == {"Service": "sns.amazonaws.com"}
    assert subscription["TopicArn"] in policy["Condition"]["ArnEquals"]["aws:SourceArn"]


@pytest.mark.parametrize("name", alarms)
def test_alarm_reaches_somebody_and_says_where_to_read_on(name: str) -> None:
    assert [target(action) for action in alarms[name]["AlarmActions"]] == ["AlarmTopic"]
    assert "docs/runbook.md" in alarms[name]["AlarmDescription"]["Fn::Sub"]


@pytest.mark.parametrize("name", functions())
def test_no_two_statements_of_a_role_have_one_name(name: str) -> None:
    """AWS refuses such a policy; the emulator takes it."""
    for policy in functions()[name].get("Policies", []):
        sids = [one["Sid"] for one in policy.get("Statement", [])]
        assert len(sids) == len(set(sids))


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader[0])
def test_reader_of_a_queue_or_stream_is_bounded(reader: tuple[str, Any, Any]) -> None:
    _, function, event = reader
    if "Queue" in event:
        queue = queues[target(event["Queue"])]
        assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]  # AWS's own advice.
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert event["ScalingConfig"]["MaximumConcurrency"] >= 2
    else:
        assert event["StartingPosition"] == "TRIM_HORIZON"
        assert event["MaximumRetryAttempts"] > 0  # Without it, one bad record blocks for a day.
        assert 0 < event["MaximumRecordAgeInSeconds"] <= DAY_SECONDS
        assert event["BisectBatchOnFunctionError"]
        assert target(event["DestinationConfig"]["OnFailure"]["Destination"]) in queues


def test_stream_delivers_exactly_the_events_that_have_a_follower() -> None:
    (event,) = [event for name, _, event in readers() if name == "FollowEvents"]
    (filtered,) = event["FilterCriteria"]["Filters"]
    pattern = json.loads(filtered["Pattern"])
    assert pattern["eventName"] == ["INSERT"]
    delivered = pattern["dynamodb"]["NewImage"]["kind"]["S"]
    assert len(delivered) == len(set(delivered))
    assert {EventKind(kind) for kind in delivered} == followed() | MEASURED


def followed() -> set[EventKind]:
    """Return the kinds that the two doors of events name in their match statements."""
    doors = ROOT / "shared" / "hedan" / "usecases" / "following"
    matches = [
        node
        for name in ("follow_event.py", "follow_cases.py")
        for node in ast.walk(ast.parse((doors / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Match)
    ]
    return {
        EventKind[node.value.attr]
        for match in matches
        for case in match.cases
        for node in ast.walk(case.pattern)
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Attribute)
    }


# --- what is kept -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", resources("AWS::Logs::LogGroup"))
def test_log_group_ends(name: str) -> None:
    assert resources("AWS::Logs::LogGroup")[name]["RetentionInDays"]


@pytest.mark.parametrize("name", resources("AWS::DynamoDB::Table"))
def test_table_is_encrypted_recoverable_and_outlives_the_stack(name: str) -> None:
    properties = resources("AWS::DynamoDB::Table")[name]
    assert properties["SSESpecification"]["SSEEnabled"]
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    resource = template()["Resources"][name]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_bucket_is_closed_encrypted_and_versioned(name: str) -> None:
    bucket = resources("AWS::S3::Bucket")[name]
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_only_our_own_pages_may_send_files_by_script() -> None:
    bucket = resources("AWS::S3::Bucket")["FileBucket"]
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    variables = functions()["ShowSupplierPage"]["Environment"]["Variables"]
    assert rule["AllowedOrigins"] == [variables["PUBLIC_URL"]]
    assert set(rule) == {"AllowedMethods", "AllowedOrigins", "MaxAge"}


def test_queues_and_notices_are_encrypted() -> None:
    assert not [name for name, given in queues.items() if not given["SqsManagedSseEnabled"]]
    assert resources("AWS::SNS::Topic")["NoticeTopic"]["KmsMasterKeyId"] == "alias/aws/sns"


# --- the outside --------------------------------------------------------------------------------


def test_every_route_leads_to_a_function_that_the_gateway_may_call() -> None:
    integrations = resources("AWS::ApiGatewayV2::Integration")
    permitted = {
        target(given["FunctionName"])
        for given in resources("AWS::Lambda::Permission").values()
        if given["Principal"] == "apigateway.amazonaws.com"
    }
    routes = {
        given["RouteKey"]: given["Target"]["Fn::Sub"]
        for given in resources("AWS::ApiGatewayV2::Route").values()
    }
    led_to = set()
    for route in routes.values():
        (integration,) = re.findall(r"^integrations/\$\{(\w+)\}$", route)
        led_to.add(target(integrations[integration]["IntegrationUri"]))
    assert led_to == permitted
    assert set(routes) == {
        "POST /callbacks/{platform}/{store}",
        "GET /callbacks/{platform}/{store}",
        "POST /spi/{platform}/{store}",
        "GET /s/{token}",
        "GET /s/{token}/{kind}/{number}",
        "POST /s/{token}/{kind}/{number}",
        "GET /o/{token}",
        "GET /o/{token}/{kind}/{number}",
        "POST /o/{token}/file",
        "GET /a/{token}",
        "POST /a/{token}",
        "GET /staff/v1/{proxy+}",
        "POST /staff/v1/{proxy+}",
    }


def test_gateway_throttles_and_its_log_holds_no_link() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    logged = set(re.findall(r"\$context\.([a-zA-Z.]+)", stage["AccessLogSettings"]["Format"]))
    assert "routeKey" in logged
    assert not logged & {"path", "requestPath", "integrationErrorMessage"}


def test_nothing_is_bound_to_one_partition_or_region() -> None:
    files = [TEMPLATE, *(ROOT / "infra" / "statemachines").glob("*.json")]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"arn:aws[a-z-]*:", text), file
        assert not re.search(r"\b(us|eu|ap|cn)-(north|south|east|west)[a-z]*-\d", text), file


def test_functions_build_for_the_architecture_that_the_layer_is_built_for() -> None:
    layer = template()["Resources"]["SharedLayer"]
    shared = template()["Globals"]["Function"]
    assert shared["Architectures"] == layer["Properties"]["CompatibleArchitectures"]
    assert layer["Metadata"]["BuildArchitecture"] == shared["Architectures"][0]
    assert shared["Runtime"] == layer["Metadata"]["BuildMethod"]
