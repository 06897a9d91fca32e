"""Intake queue: each hint leads to what the platform says now, stored with its events."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from hedan import runtime
from hedan.adapters.ledger_table import LedgerTable
from hedan.domain.intake import Hint, IntakeMark
from hedan.errors import HedanError, Malformed, SettingsInvalid
from hedan.platforms.platform import Platform
from hedan.usecases.intake.take_in import Taken, take_in


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again.

    Behind a failed message, those of the same order stay in line.
    """
    records = event["Records"]
    hints = [_hint(record) for record in records]
    answers = _taken(hints)
    failed: list[dict[str, str]] = []
    blocked: set[str] = set()
    for record, hint, answer in zip(records, hints, answers, strict=True):
        group = record["attributes"]["MessageGroupId"]
        if isinstance(answer, HedanError):
            runtime.logger.warning("hint_failed", group=group, error=repr(answer))
            runtime.metrics.add_metric("HintFailed", MetricUnit.Count, 1)
            blocked.add(group)
        if isinstance(hint, Hint) and hint.problem:
            runtime.logger.warning("hint_unknown", group=group, problem=hint.problem)
            runtime.metrics.add_metric("HintUnknown", MetricUnit.Count, 1)
        if group in blocked:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


class _ToldMarks:
    """Says in log and metrics what is set aside: a person must look at it."""

    def __init__(self, marks: LedgerTable) -> None:
        self._marks = marks
        self.marks = marks.marks

    def mark(self, mark: IntakeMark) -> None:
        """Write the mark down and tell of it."""
        self._marks.mark(mark)
        if mark.outcome == "set_aside":
            runtime.logger.warning(
                "hint_set_aside", store_id=mark.store, subject=mark.subject, reason=mark.reason
            )
            runtime.metrics.add_metric("HintSetAside", MetricUnit.Count, 1)


def _hint(record: dict[str, Any]) -> Hint | Malformed:
    """Read one message. One that cannot be read is its own trouble, not that of its batch."""
    try:
        return Hint.model_validate_json(record["body"])
    except ValidationError as unreadable:
        return Malformed(f"no hint: {unreadable.error_count()} fields are missing or wrong")


def _taken(hints: list[Hint | Malformed]) -> list[Taken | HedanError]:
    """Return an answer for each, in their order."""
    answers = iter(
        take_in(
            [hint for hint in hints if isinstance(hint, Hint)],
            desk=runtime.desk(),
            marks=_ToldMarks(runtime.ledger_table()),
            platform_of=_platform_of,
            archive=runtime.archive(),
            now=runtime.now(),
        )
    )
    return [next(answers) if isinstance(hint, Hint) else hint for hint in hints]


def _platform_of(store_id: str) -> Platform:
    try:
        runtime.settings().store(store_id)
    except KeyError as unknown:
        raise SettingsInvalid(f"store {store_id} is not in the settings") from unknown
    return runtime.platform_of(store_id)
