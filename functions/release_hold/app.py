"""A person's decision: release one hold of an order, or a parcel whose number was held."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.orders.release_with_approval import NeedsApproval, release_alone
from hedan.usecases.waves.release_parcel import release_parcel


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return what is still held. Raises KeyError for a field left out or a parcel nobody knows.

    A hold that the owner wants two people for is refused: the team's API asks the second one.
    An order is checked again at once; a parcel's number goes up unless its fences forbid it.
    """
    if "parcel" in event:
        parcel = release_parcel(event["parcel"], desk=runtime.desk(), now=runtime.now())
        runtime.logger.info("parcel_released", parcel_id=parcel.parcel_id, by=event["by"])
        return {"parcel": parcel.parcel_id, "state": parcel.state.value}
    try:
        holds = release_alone(
            OrderKey.parse(event["order"]),
            event["hold"],
            event["by"],
            desk=runtime.desk(),
            four_eyes=runtime.settings_in_force().publish.four_eyes_release,
            now=runtime.now(),
        )
    except NeedsApproval as refused:
        runtime.logger.warning("release_refused", reason=str(refused), by=event["by"])
        return {"refused": str(refused)}
    return {"open": [hold.hold_id for hold in holds]}
