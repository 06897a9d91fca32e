"""The steps of the dry-run workflow: list the days, run the rules on one, combine, or fail.

One function for all of them: they share the same layer and the same cold start.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.deciding.sides import health_of, sides_of
from hedan.domain.dry_run import DryRun
from hedan.usecases.again import until_settled
from hedan.usecases.dry_runs.dry_run import combine_dry_run, fail_dry_run, list_dry_run, run_dry_run
from hedan.usecases.publishing.draft_settings import note_dry_run

type Step = Callable[[str, dict[str, Any]], dict[str, Any]]


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do the step that the workflow names. Raises KeyError for one that nobody knows."""
    return STEPS[event["step"]](event["run"], event)


def _list(run: str, event: dict[str, Any]) -> dict[str, Any]:
    until = date.fromisoformat(event["until"])
    return {"files": list_dry_run(run, until, int(event["days"]), archive=runtime.archive())}


def _run(run: str, event: dict[str, Any]) -> dict[str, Any]:
    return {"part": run_dry_run(run, event["file"], archive=runtime.archive(), sides_of=sides_of)}


def _combine(run: str, event: dict[str, Any]) -> dict[str, Any]:
    report = combine_dry_run(
        run,
        [done["part"] for done in event["parts"]],
        archive=runtime.archive(),
        dry_runs=runtime.dry_runs(),
        note=_note,
        health_of=health_of,
        now=runtime.now(),
    )
    return {"orders": report.counts.orders, "changed": report.counts.changed}


def _note(run: DryRun) -> None:
    """Let the draft be published: it was tried."""
    keep = runtime.settings_table()
    until_settled(lambda: note_dry_run(run.draft, run.id, run.content, keep=keep))


def _fail(run: str, _: dict[str, Any]) -> dict[str, Any]:
    fail_dry_run(run, dry_runs=runtime.dry_runs(), now=runtime.now())
    return {}


STEPS: dict[str, Step] = {"list": _list, "run": _run, "combine": _combine, "fail": _fail}
