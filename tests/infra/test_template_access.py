"""Who may do what: named actions on named things, and for every function what it stands on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hedan.adapters.keys import case_key, supplier_pk
from hedan.adapters.visit_counts import PREFIX
from tests.domain.builders import order_key
from tests.infra.template import (
    STATE_MACHINE,
    as_list,
    functions,
    resources,
    statements,
    template,
    uses,
    walk,
)

# Statements that may name no resource, and why.
WITHOUT_RESOURCE = {
    ("OrderWorkflow", "WriteLogs"): "log delivery has no resource type of its own",
    ("FollowSettings", "SeeSchedules"): "a list of schedules has no resource type of its own",
    ("FollowSettings", "MendSubscriptions"): "a subscription has no resource type of its own",
    ("FollowSettings", "AskWhoWantsNoSms"): "a phone has no resource type of its own",
}

# What a function may need of hedan.runtime, and what its statements must say then: action, and
# a word of the resource.
NEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    "settings_table": (("dynamodb:GetItem", "SettingsTable"),),
    "notices": (("sns:Publish", "NoticeTopic"),),
    "intake_queue": (("sqs:SendMessage", "IntakeQueue"),),
    "ship_queue": (("sqs:SendMessage", "ShipQueue"),),
    "workflows": (("states:StartExecution", "OrderWorkflow"),),
    "dry_run_workflow": (("states:StartExecution", "DryRunWorkflow"),),
    "approvals": (("dynamodb:PutItem", "SettingsTable"),),
    "supplier_link": (("secretsmanager:GetSecretValue", "/links-*"),),
    "stop_link": (("secretsmanager:GetSecretValue", "/links-*"),),
    "store_link": (("secretsmanager:GetSecretValue", "/links-*"),),
    "visit_counts": (("dynamodb:UpdateItem", "SettingsTable"),),
    "shipping_outbox": (("dynamodb:GetItem", "SettingsTable"),),
    # A store behind its platform: app keys, token, and the lock under which it is renewed.
    "platform_of": (
        ("dynamodb:PutItem", "SettingsTable"),
        ("dynamodb:DeleteItem", "SettingsTable"),
        ("secretsmanager:GetSecretValue", "/stores/*"),
        ("secretsmanager:PutSecretValue", "/stores/*/token-*"),
    ),
}


def owners() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every statement of the template with the resource that it belongs to."""
    for kind in ("AWS::Serverless::Function", STATE_MACHINE):
        for name, properties in resources(kind).items():
            for statement in statements(properties):
                yield name, statement
    for name, resource in template()["Resources"].items():
        if resource["Type"] in {"AWS::IAM::Role", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"}:
            yield from ((name, node) for node in walk(resource["Properties"]) if _grants(node))


def _grants(node: Any) -> bool:
    """Tell a statement that permits something from one that says whose a role is."""
    return isinstance(node, dict) and "Effect" in node and node["Action"] != "sts:AssumeRole"


@pytest.mark.parametrize(
    ("name", "statement"),
    list(owners()),
    ids=lambda one: one if isinstance(one, str) else one["Sid"],
)
def test_statement_names_its_actions_its_things_and_why(
    name: str, statement: dict[str, Any]
) -> None:
    assert statement["Sid"].isalnum()
    assert statement["Effect"] == "Allow"
    for action in as_list(statement["Action"]):
        assert "*" not in action
    for resource in as_list(statement["Resource"]):
        if (name, statement["Sid"]) not in WITHOUT_RESOURCE:
            assert resource != "*"


def test_every_exception_is_still_needed() -> None:
    found = {(name, one["Sid"]) for name, one in owners() if one["Resource"] == "*"}
    assert found == set(WITHOUT_RESOURCE)


def test_nothing_ever_scans_or_deletes_what_is_kept() -> None:
    for name, statement in owners():
        actions = set(as_list(statement["Action"]))
        assert "dynamodb:Scan" not in actions, name
        assert not actions & {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectAcl"}, name
        if "dynamodb:DeleteItem" in actions:  # Only the lock of a token's renewal.
            assert statement["Resource"] == {"Fn::GetAtt": ["SettingsTable", "Arn"]}, name


@pytest.mark.parametrize("name", ["ShowSupplierPage", "AnswerStop"])
def test_pages_that_anybody_can_call_write_nothing_into_the_settings(name: str) -> None:
    writing = [
        statement
        for statement in statements(functions()[name])
        if "SettingsTable" in json.dumps(statement["Resource"])
        and set(as_list(statement["Action"])) - {"dynamodb:GetItem"}
    ]
    assert [statement["Sid"] for statement in writing] == ["CountVisits"]
    assert writing[0]["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{PREFIX}*"]}
    }


OF_SUPPLIERS = f"{supplier_pk('')}*"
OF_CASES = f"{case_key(order_key(), '')[0].removesuffix(str(order_key()))}*"


@pytest.mark.parametrize(
    ("name", "writes_of"),
    [
        ("ShowSupplierPage", [OF_SUPPLIERS]),
        ("FollowEvents", [OF_SUPPLIERS, OF_CASES]),  # Returns expected; acts asked by a rule.
        ("BundleEvidence", [OF_CASES]),  # What the bundle is called.
    ],
)
def test_who_writes_of_suppliers_or_cases_can_write_no_order(
    name: str, writes_of: list[str]
) -> None:
    (writing,) = [
        statement
        for statement in statements(functions()[name])
        if "OrderTable" in json.dumps(statement["Resource"])
        and "dynamodb:PutItem" in as_list(statement["Action"])
    ]
    assert writing["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": writes_of}}


@pytest.mark.parametrize("name", functions())
def test_function_may_do_what_it_stands_on(name: str) -> None:
    allowed = [
        (action, json.dumps(resource))
        for statement in statements(functions()[name])
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    for used in sorted(uses(name) & set(NEEDS)):
        for action, word in NEEDS[used]:
            assert any(one == action and word in where for one, where in allowed), (used, action)
    if "desk" in uses(name):
        assert any("OrderTable" in where for _, where in allowed)
    if "archive" in uses(name):
        assert any(one.startswith("s3:") for one, _ in allowed)


@pytest.mark.parametrize("name", functions())
def test_function_may_publish_queue_and_start_only_if_it_does(name: str) -> None:
    allowed = {
        action
        for statement in statements(functions()[name])
        for action in as_list(statement["Action"])
    }
    used = uses(name)
    assert ("sns:Publish" in allowed) == ("notices" in used)
    starts = bool({"workflows", "dry_run_workflow", "wave_workflow"} & used)
    assert ("states:StartExecution" in allowed) == starts
    assert ("secretsmanager:PutSecretValue" in allowed) == ("platform_of" in used)
    assert any(action.startswith("s3:") for action in allowed) == ("archive" in used)
