"""Order workflow, Hold 挂起: keep what was found; go on only if no hold is open."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.domain.findings import Finding
from hedan.usecases.hold_order import hold_order


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the codes of the holds that are open."""
    holds = hold_order(
        OrderKey.parse(event["order"]),
        [Finding.model_validate(finding) for finding in event["findings"]],
        desk=runtime.desk(),
        now=runtime.now(),
    )
    return {"open": [hold.finding.code for hold in holds]}
