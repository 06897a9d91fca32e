"""Order workflow, Classify: the order's classes, as tags."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.classify_order import classify_order


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return tags and priority."""
    classes = classify_order(
        OrderKey.parse(event["order"]),
        desk=runtime.desk(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    return classes.model_dump(mode="json")
