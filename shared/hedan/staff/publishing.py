"""Routes that try settings on past orders and put them in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from hedan.deciding.rule_health_text import health_lines
from hedan.domain.base import Frozen
from hedan.domain.dry_run import DryRun, DryRunReport, RunState
from hedan.domain.people import Act
from hedan.domain.rule_health import RuleFinding
from hedan.settings.publishing import PublishRefused
from hedan.staff.fields import IdInPath, Reason, VersionInPath
from hedan.staff.office import Here, Tongue, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.staff.settings_routes import in_force
from hedan.texts import Language, say
from hedan.usecases.dry_runs.dry_run_files import load_health, load_report
from hedan.usecases.dry_runs.start_dry_run import start_dry_run
from hedan.usecases.publishing.publish_with_approval import (
    Published,
    publish_with_approval,
    roll_back_with_approval,
)

routes = Routes("settings")


class ToTry(Frozen):
    """Over how many past days; left out: as many as the settings ask for."""

    days: Annotated[int, Field(ge=1, le=90)] | None = None


class ToPublish(Frozen):
    """What the publisher says beside "do it"."""

    reason: Reason = ""
    drop: bool = False  # Stores and suppliers may vanish.


class Tried(Frozen):
    """How far a dry run is, and what it found once it is done."""

    run: DryRun
    report: DryRunReport | None = None


class HealthOfRules(Frozen):
    """How the rules in force are, by the newest dry run of just these rules."""

    version: int  # Of the settings in force.
    run: DryRun | None = None  # None: there was none of late.
    findings: tuple[RuleFinding, ...] = ()
    lines: tuple[str, ...]  # The same in words.


@routes.serve(
    Act.DRY_RUN,
    "POST",
    "/settings/drafts/<draft_id>/dry-run",
    summary="Try a draft on past orders",
    status_code=HTTPStatus.ACCEPTED,
)
def dry_run(office: Here, person: Who, draft_id: IdInPath, wanted: ToTry) -> DryRun:
    """Begin a dry run over the last days. Asking again on the same day begins nothing twice."""
    current = in_force(office)  # Not as they were a minute ago: this is what is published upon.
    with expecting(Code.NO_SUCH_DRAFT):
        draft = office.keeper().draft(draft_id)
    return start_dry_run(
        draft,
        days=wanted.days or current.publish.dry_run_days,
        by=str(person),
        published=current,
        archive=office.archive(),
        dry_runs=office.dry_runs(),
        workflows=office.dry_run_workflow(),
        now=office.now,
    )


@routes.serve(Act.READ_SETTINGS, "GET", "/dry-runs/<run_id>", summary="What a dry run found")
def one_dry_run(office: Here, run_id: IdInPath) -> Tried:
    """Show how far a dry run is, with its report once it is done."""
    run = _run(office, run_id)
    report = load_report(office.archive(), run_id) if run.state is RunState.DONE else None
    return Tried(run=run, report=report)


@routes.serve(
    Act.READ_SETTINGS, "GET", "/rules/health", summary="What is wrong with the rules in force"
)
def rules_health(office: Here, tongue: Tongue) -> HealthOfRules:
    """Tell which rules never fire, come too late, contradict, fail or take too long."""
    current = office.settings()
    known = load_health(office.archive(), current.rules)
    if known is None:
        return HealthOfRules(version=current.version, lines=(say(tongue, "rule.untried"),))
    return HealthOfRules(
        version=current.version,
        run=known.run,
        findings=known.findings,
        lines=tuple(health_lines(known.findings, tongue)),
    )


@routes.serve(
    Act.PUBLISH,
    "POST",
    "/settings/drafts/<draft_id>/publish",
    summary="Put a draft in force, or ask a second person to agree",
)
def publish(
    office: Here, person: Who, tongue: Tongue, draft_id: IdInPath, wanted: ToPublish
) -> Published:
    """Publish a draft upon the version that it was made on; once, however often it is asked."""
    with _publishing(tongue, Code.NO_SUCH_DRAFT):
        return publish_with_approval(
            draft_id,
            person,
            wanted.reason,
            drop=wanted.drop,
            keep=office.keeper(),
            approvals=office.approvals(),
            now=office.now,
        )


@routes.serve(
    Act.ROLL_BACK,
    "POST",
    "/settings/versions/<version>/roll-back",
    summary="Put an older version in force again, or ask a second person to agree",
)
def roll_back(
    office: Here, person: Who, tongue: Tongue, version: VersionInPath, wanted: ToPublish
) -> Published:
    """Publish the content of an older version as a new one."""
    with _publishing(tongue, Code.NO_SUCH_VERSION):
        return roll_back_with_approval(
            version,
            person,
            wanted.reason,
            drop=wanted.drop,
            keep=office.keeper(),
            approvals=office.approvals(),
            now=office.now,
        )


def _run(office: Here, run_id: str) -> DryRun:
    run = office.dry_runs().get(run_id)
    if run is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_DRY_RUN)
    return run


@contextmanager
def _publishing(tongue: Language, missing: Code) -> Iterator[None]:
    try:
        with expecting(missing):
            yield
    except PublishRefused as refused:
        detail = say(tongue, f"settings.{refused.code}", **refused.values)
        raise Refused(HTTPStatus.CONFLICT, Code.NOT_PUBLISHABLE, detail=detail) from refused
