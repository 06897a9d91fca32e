"""Order workflow, Ready: from now on the lines wait for a wave of their suppliers."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.make_ready import make_ready


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Return how many lines became ready."""
    count = make_ready(
        OrderKey.parse(event["order"]),
        event["suppliers"],
        event["tags"],
        desk=runtime.desk(),
        now=runtime.now(),
    )
    return {"lines": count}
