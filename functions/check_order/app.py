"""Order workflow, Check 审单: what keeps this order back?"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.check_order import check_order


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return outcome and findings."""
    checked = check_order(
        OrderKey.parse(event["order"]),
        desk=runtime.desk(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    return checked.model_dump(mode="json")
