"""After the day: what the team asked for stays as it was, and trying something writes nothing."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from hedan.domain.people import Role
from infra.local import proof_team
from infra.local.scenes import POLL_SECONDS_MAX
from infra.local.settings_book import SettingsBook
from infra.local.summary_team import print_team
from infra.local.team import Refused, Teammate
from infra.local.team_day import PAST, WORKBOOK
from infra.local.waiting import wait_for
from tests.e2e.lived import Lived, kept
from tests.e2e.test_roles import DENIED, NOBODY
from tests.e2e.test_roles import Role as PutOnRole

pytestmark = pytest.mark.emulator


@pytest.fixture(scope="module")
def operator(lived: Lived) -> Teammate:
    return Teammate(lived.world.stack, Role.OPERATOR)


def drafted(who: Teammate, rule: dict[str, str]) -> str:
    """Hand in the settings in force with one more rule; return the draft's id."""
    book = SettingsBook(who.fetch("/settings/workbook"))
    book.add("Rules", {"Author": "operator", "Asked of": "order", "When": "true", **rule})
    draft: str = who.upload("/settings/drafts", book.saved(), WORKBOOK)["id"]
    return draft


def test_a_dry_run_writes_to_no_order_and_is_begun_once(lived: Lived, operator: Teammate) -> None:
    before = kept(lived.day)
    draft = drafted(operator, {"Id": "all-tagged", "Action": "tag", "Value": "旧"})
    path = f"/settings/drafts/{draft}/dry-run"
    run = operator.post(path)["id"]
    assert operator.post(path)["id"] == run
    wait_for(
        "the dry run is over",
        lambda: operator.get(f"/dry-runs/{run}")["run"]["state"] == "done",
        seconds=POLL_SECONDS_MAX,
    )
    counts = operator.get(f"/dry-runs/{run}")["report"]["counts"]
    assert counts["changed"] == counts["orders"] >= len(PAST)  # Every one gets the tag.
    assert counts["holds"] == {}
    assert kept(lived.day) == before


def test_whoever_may_not_publish_is_told_so_by_their_role(lived: Lived) -> None:
    warehouse = Teammate(lived.world.stack, Role.WAREHOUSE)
    with pytest.raises(Refused) as refused:
        warehouse.fetch("/settings/workbook")
    assert (refused.value.status, refused.value.code) == (403, "FORBIDDEN")


def test_an_undo_is_done_once_and_not_undone(lived: Lived, operator: Teammate) -> None:
    before = kept(lived.day)
    undone = operator.get(f"/bulk-acts/{lived.day.team.bulk}")["undo"]
    again = operator.post(f"/bulk-acts/{lived.day.team.bulk}/undo", {"reason": "once more"})
    assert (again["bulk_id"], again["state"]) == (undone, "done")
    with pytest.raises(Refused) as refused:
        operator.post(f"/bulk-acts/{undone}/undo", {"reason": "hold them after all"})
    assert (refused.value.status, refused.value.code) == (409, "BULK_IS_UNDO")
    assert kept(lived.day) == before


def test_what_was_approved_is_not_done_again(lived: Lived) -> None:
    before, owner = kept(lived.day), Teammate(lived.world.stack, Role.OWNER)
    path = f"/approvals/{lived.day.team.approvals['release']}/approve"
    assert owner.post(path)["state"] == "done"
    assert kept(lived.day) == before


def test_the_health_of_rules_that_no_dry_run_has_tried(lived: Lived, operator: Teammate) -> None:
    told = operator.get("/rules/health")
    assert (told["version"], told["run"]) == (lived.world.settings.version, None)
    assert len(told["lines"]) == 1


def test_the_summary_tells_what_the_team_did(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    print_team(lived.day)
    said = capsys.readouterr().out
    for what in lived.day.team.refusals:
        assert what in said
    for scene in PAST:
        assert lived.day.orders[scene].order_id in said
    for words in ("RULE_HOLD", "undo of hold", "local-owner", "local-operator", "1 already"):
        assert words in said


def test_the_proof_misses_what_was_not_refused(lived: Lived) -> None:
    """A stack that refused nothing would fail every sentence that speaks of a refusal."""
    lax = replace(lived.day, team=replace(lived.day.team, refusals={}))
    missed = {sentence for sentence, holds in proof_team.CLAIMS if not holds(lax)}
    assert missed == {
        "a wrong rule in a workbook was refused at its cell, the right one was drafted",
        "nobody could publish the rule before a dry run had tried it",
        "the operator drafted the rule, and the owner published it",
        "the owner's own draft waited for the operator's word",
        "what forbade shipping was released by two, not by one",
        "whoever only reads was refused to act",
    }


def test_the_api_begins_bulk_acts_and_no_other_function(lived: Lived) -> None:
    """The day shows that it may begin those, asynchronously; the role names no other function."""
    functions = PutOnRole(lived, "StaffApi").client("lambda")
    for other in ("ReleaseHold", "DryRun"):
        with pytest.raises(ClientError) as refused:
            functions.invoke(
                FunctionName=lived.resource(other), InvocationType="Event", Payload=b"{}"
            )
        assert refused.value.response["Error"]["Code"] in DENIED


def test_a_dry_run_could_write_to_no_order(lived: Lived) -> None:
    role = PutOnRole(lived, "DryRun")
    with pytest.raises(ClientError) as refused:
        role.client("dynamodb").put_item(TableName=role["OrderTable"], Item=NOBODY)
    assert refused.value.response["Error"]["Code"] in DENIED
