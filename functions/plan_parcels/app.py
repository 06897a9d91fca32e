"""Wave workflow, Plan parcels: which lines travel together, and why."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.plan_wave import plan_wave


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Return how many parcels were planned and how many lines wait."""
    plan = plan_wave(
        event["wave"], archive=runtime.archive(), settings=runtime.settings(), now=runtime.now()
    )
    waiting = sum(len(left.lines) for left in plan.left)
    return {"parcels": len(plan.parcels), "waiting_lines": waiting}
