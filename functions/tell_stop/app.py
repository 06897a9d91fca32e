"""Stop workflow: say it at one level, unless somebody has answered."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.stops import StopLevel
from hedan.usecases.stops.tell_stop import tell_stop


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return outcome and how long to wait for an answer."""
    level = StopLevel(event["level"])
    told = tell_stop(
        event["supplier"],
        event["stop"],
        level,
        desk=runtime.desk(),
        archive=runtime.archive(),
        notices=runtime.notices(),
        settings=runtime.settings(),
        link_of=runtime.stop_link,
        now=runtime.now(),
    )
    runtime.logger.info("stop_told", stop_id=event["stop"], level=level, outcome=told.outcome)
    return told.model_dump(mode="json")
