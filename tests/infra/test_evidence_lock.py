"""Evidence with a lock and without: two variants of one template, both whole."""

import json
from typing import Any

from hedan.adapters.keys import case_key
from hedan.domain.base import OrderKey
from hedan.domain.proofs import CROSSING, InstructionKind
from tests.infra.template import as_list, functions, resources, statements, template, walk

LOCKED, UNLOCKED = 1, 2


def variant(node: Any, branch: int) -> Any:
    """Return the template as it is with, or without, the lock."""
    match node:
        case {"Fn::If": ["LocksEvidence", *_] as branches}:
            return variant(branches[branch], branch)
        case dict():
            return {
                name: variant(inner, branch)
                for name, inner in node.items()
                if not (
                    branch == UNLOCKED
                    and isinstance(inner, dict)
                    and inner.get("Condition") == "LocksEvidence"
                )
            }
        case list():
            return [variant(inner, branch) for inner in node]
    return node


def of_evidence(branch: int) -> list[str]:
    """Return what functions are told and allowed of the place of bundles."""
    made = variant(template(), branch)["Resources"]
    return [
        text
        for name in ("BundleEvidence", "StaffApi")
        for node in walk(made[name]["Properties"])
        if isinstance(node, dict)
        and ("evidence/*" in (text := json.dumps(node)) or "EVIDENCE_BUCKET" in node)
        and ("Sid" in node or "EVIDENCE_BUCKET" in node)
    ]


def test_without_a_lock_nothing_names_the_bucket_that_is_not_there() -> None:
    unlocked = json.dumps(variant(template(), UNLOCKED)["Resources"])
    assert "EvidenceBucket" not in unlocked
    assert len(of_evidence(UNLOCKED)) == 4
    assert all("FileBucket" in one for one in of_evidence(UNLOCKED))


def test_with_a_lock_bundles_lie_in_a_bucket_of_their_own() -> None:
    assert len(of_evidence(LOCKED)) == 4
    assert all(
        "${EvidenceBucket}" in one or '"Ref": "EvidenceBucket"' in one
        for one in of_evidence(LOCKED)
    )
    bucket = resources("AWS::S3::Bucket")["EvidenceBucket"]
    assert bucket["ObjectLockEnabled"]
    retention = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "GOVERNANCE", "Days": {"Ref": "EvidenceLockDays"}}
    whole = template()["Resources"]["EvidenceBucket"]
    assert (whole["DeletionPolicy"], whole["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_evidence_and_proofs_never_pass_by_themselves() -> None:
    rules = resources("AWS::S3::Bucket")["FileBucket"]["LifecycleConfiguration"]["Rules"]
    passing = [rule.get("Prefix", "") for rule in rules if "ExpirationInDays" in rule]
    assert all(passing)
    assert not {"evidence/", "proofs/"} & set(passing)


def test_who_bundles_evidence_can_write_no_order() -> None:
    (writing,) = [
        statement
        for statement in statements(functions()["BundleEvidence"])
        if "OrderTable" in json.dumps(statement["Resource"])
        and "dynamodb:PutItem" in as_list(statement["Action"])
    ]
    place, _ = case_key(OrderKey(platform="mall", store="a", order_id="1"), "K1")
    assert writing["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{place.partition('#')[0]}#*"]}
    }


def test_clocks_prove_nothing_within_one_run_of_who_gives_the_instruction() -> None:
    by = {InstructionKind.ROW: "WriteWorkbook", InstructionKind.UPLOAD: "UploadTracking"}
    timeouts = {kind: functions()[name]["Timeout"] for kind, name in by.items()}
    assert {kind: span.total_seconds() for kind, span in CROSSING.items()} == timeouts
