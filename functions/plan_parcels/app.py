"""Wave workflow, Plan parcels: which lines travel together, and why."""

from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.plan import Question
from hedan.domain.waves import WaveLane
from hedan.settings import Settings
from hedan.usecases.orders.ask_alike import ask_alike
from hedan.usecases.waves.narrow_plan import hurried, narrow_plan
from hedan.usecases.waves.plan_wave import plan_wave


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Return how many parcels were planned and how many lines wait."""
    settings = hurried(runtime.settings(), event["supplier"])
    plan = narrow_plan(
        plan_wave(event["wave"], archive=runtime.archive(), settings=settings, now=runtime.now()),
        event["wave"],
        settings.supplier(event["supplier"]),
        WaveLane(event["lane"]),
        desk=runtime.desk(),
        archive=runtime.archive(),
        now=runtime.now(),
    )
    if plan.questions:
        _ask(plan.questions, settings, event)
    waiting = sum(len(left.lines) for left in plan.left)
    return {"parcels": len(plan.parcels), "waiting_lines": waiting}


def _ask(questions: Sequence[Question], settings: Settings, event: dict[str, Any]) -> None:
    for question in questions:
        orders = [str(key) for key in question.orders]
        runtime.logger.info("not_merged", wave=event["wave"], orders=orders, reason=question.reason)
    ask_alike(
        questions,
        settings.supplier(event["supplier"]),
        archive=runtime.archive(),
        notices=runtime.notices(),
        language=settings.language,
    )
