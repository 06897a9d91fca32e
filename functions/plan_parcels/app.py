"""Wave workflow, Plan parcels: which lines travel together, and why."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.waves import WaveLane
from hedan.usecases.narrow_plan import hurried, narrow_plan
from hedan.usecases.plan_wave import plan_wave


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
    for question in plan.questions:
        orders = [str(key) for key in question.orders]
        runtime.logger.info("not_merged", wave=event["wave"], orders=orders, reason=question.reason)
    waiting = sum(len(left.lines) for left in plan.left)
    return {"parcels": len(plan.parcels), "waiting_lines": waiting}
