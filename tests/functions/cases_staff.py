"""The staff API behind its gateway: each route's effect, and what its role needs."""

import json
from typing import Any

from hedan.domain.approvals import ApprovalAct, asked
from hedan.domain.dry_run import Counts, DryRun, DryRunReport, RunState
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.people import Person, Role
from hedan.settings.versions import Draft, content_hash
from hedan.usecases.dry_runs.dry_run_files import save_report
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.release_with_approval import HoldRelease
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import open_holds, reserved_cups
from tests.functions.stages import deciding
from tests.functions.world import NOW, ORDER, World

LI = Person(sub="sub-of-li", name="li", roles=frozenset({Role.OWNER}))
APPROVAL = "20260928T040000-A0"
DRAFT = "D1"
RUN = "D0-0"


def told(answer: Any, status: int = 200) -> Any:
    """Return what the caller reads, after looking at the status."""
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"])


@case("staff_api", "me")
def tells_who_somebody_is(world: World, answer: Any) -> None:
    assert told(answer)["roles"] == ["owner"]
    assert world.calls == []


@case("staff_api", "orders_of_a_day", stage="stored")
def lists_the_orders_of_a_day(world: World, answer: Any) -> None:
    assert [one["key"] for one in told(answer)["orders"]] == [str(ORDER)]
    nothing_changed(world)


@case("staff_api", "held_orders", stage="held")
def lists_what_waits_for_a_post(world: World, answer: Any) -> None:
    (waiting,) = told(answer)["orders"]
    assert (waiting["key"], "REMARK" in waiting["codes"]) == (str(ORDER), True)
    nothing_changed(world)


@case("staff_api", "one_order", stage="held")
def shows_an_order(world: World, answer: Any) -> None:
    body = told(answer)
    assert body["order"]["key"]["order_id"] == ORDER.order_id
    assert "REMARK" in [hold["finding"]["code"] for hold in body["holds"]]
    nothing_changed(world)


@case("staff_api", "orders_of_buyer", stage="stored")
def lists_other_orders_of_the_buyer(world: World, answer: Any) -> None:
    assert told(answer) == {"orders": []}
    nothing_changed(world)


@case("staff_api", "timeline", stage="held")
def tells_what_happened(world: World, answer: Any) -> None:
    kinds = {moment["kind"] for moment in told(answer)["moments"]}  # All at one instant here.
    assert kinds == {"order_stored", "order_held"}
    nothing_changed(world)


@case("staff_api", "hold_by_hand", stage="ready")
def keeps_an_order_back(world: World, answer: Any) -> None:
    assert told(answer)["promised"] == []
    assert "HELD_BY_HAND" in open_holds(world)
    assert reserved_cups(world) == 0


@case("staff_api", "release_hold", stage="held")
def lets_an_order_go_on(world: World, answer: Any) -> None:
    assert told(answer)["approval"] is None
    assert "REMARK" not in open_holds(world)


@case("staff_api", "edit", stage="stored")
def decides_by_hand(world: World, answer: Any) -> None:
    (edit,) = told(answer)["edits"]
    assert (edit["value"], edit["by"]) == ("轻放", "li/sub-of-li")


@case("staff_api", "edit_forbidden", stage="stored")
@case("staff_api", "no_role", stage="stored")
def refuses_by_role(world: World, answer: Any) -> None:
    assert told(answer, 403)["code"] == "FORBIDDEN"
    assert world.calls == []
    nothing_changed(world)


@case("staff_api", "identity_token")
def refuses_a_token_that_says_only_who(world: World, answer: Any) -> None:
    assert told(answer, 401)["code"] == "NOT_SIGNED_IN"


@case("staff_api", "no_such_route")
def knows_no_such_route(world: World, answer: Any) -> None:
    assert told(answer, 404)["code"] == "NO_SUCH_ROUTE"


@case("staff_api", "settings")
def shows_the_settings(world: World, answer: Any) -> None:
    assert told(answer)["version"] == 1
    nothing_changed(world)


@case("staff_api", "versions")
def lists_the_versions(world: World, answer: Any) -> None:
    assert [one["version"] for one in told(answer)["versions"]] == [1]
    nothing_changed(world)


@case("staff_api", "draft_yaml_refused")
def refuses_settings_by_their_line(world: World, answer: Any) -> None:
    body = told(answer, 422)
    assert body["code"] == "SETTINGS_INVALID"
    assert body["place"].startswith("settings.yaml:1")
    nothing_changed(world)


# --- drafts -----------------------------------------------------------------------------------


def drafted(world: World) -> None:
    """Somebody handed in settings that say the same."""
    with world.seeing() as seen:
        force = seen.settings()
        draft = Draft(id=DRAFT, settings=force, base=force.version, made_by="ann", made_at=NOW)
        seen.settings_table().keep_draft(draft)


@case("staff_api", "publish", prepare=drafted)
def puts_a_draft_in_force(world: World, answer: Any) -> None:
    assert told(answer) == {"version": 2, "approval": None}


@case("staff_api", "dry_run", prepare=drafted)
def begins_a_dry_run(world: World, answer: Any) -> None:
    run = told(answer, 202)
    assert (run["draft"], run["days"], run["started_by"]) == (DRAFT, 1, "li/sub-of-li")
    assert world.executions("DryRunWorkflow") == [{"until": "2026-09-28", "days": 1}]
    assert len(world.files(f"dry-runs/{run['id']}/")) == 2


def dry_run_done(world: World) -> None:
    """A dry run has ended."""
    with world.seeing() as seen:
        run = DryRun(
            id=RUN,
            draft=DRAFT,
            content=content_hash(seen.settings()),
            base_version=1,
            days=1,
            started_at=NOW,
            state=RunState.DONE,
        )
        seen.dry_runs().keep(run)
        report = DryRunReport(run=run, files=1, counts=Counts(), digest="")
        save_report(seen.archive(), report)


@case("staff_api", "dry_run_report", prepare=dry_run_done)
def shows_what_a_dry_run_found(world: World, answer: Any) -> None:
    assert told(answer)["report"]["files"] == 1
    nothing_changed(world)


@case("staff_api", "rules_health")
def says_that_the_rules_were_not_tried(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["version"], body["run"], len(body["lines"])) == (1, None, 1)
    nothing_changed(world)


# --- four eyes --------------------------------------------------------------------------------


def approval_asked(world: World) -> None:
    """An owner wants to release a hold that forbids shipping, and has asked a colleague."""
    stop = Finding(
        code="REFUND", severity=Severity.STOP, evidence="asked", fix="", ends=Ends.PERSON
    )
    with world.seeing() as seen:
        hold_order(ORDER, [stop], deciding=deciding(seen), now=NOW)
        subject = f"{ORDER} {stop.hold_id}"
        digest = HoldRelease(seen.desk(), NOW).digest(subject)
        wanted = asked(ApprovalAct.RELEASE_HOLD, subject, digest, by=LI, reason="", at=NOW)
        seen.approvals().keep(wanted.but(approval_id=APPROVAL))


@case("staff_api", "approvals", stage="stored", prepare=approval_asked)
def lists_what_waits_for_a_second_person(world: World, answer: Any) -> None:
    (one,) = told(answer)["approvals"]
    assert (one["approval_id"], one["state"]) == (APPROVAL, "asked")
    nothing_changed(world)


@case("staff_api", "approve", stage="stored", prepare=approval_asked)
def does_what_two_agreed_to(world: World, answer: Any) -> None:
    assert told(answer)["state"] == "done"
    assert "REFUND" not in open_holds(world)
