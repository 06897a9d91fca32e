"""The order table's stream: each event starts what follows from it. In order, nothing skipped."""

from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters.items import unpack_event
from hedan.usecases.following.follow_event import Followers


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=DynamoDBStreamEvent)
def handler(event: DynamoDBStreamEvent, context: LambdaContext) -> None:
    """Follow every event of the batch.

    An error is raised, so that the stream delivers the batch again: what was started already is
    named after its event and is not started twice.
    """
    followers = Followers(
        runtime.desk(),
        runtime.workflows(),
        runtime.wake_ups(),
        runtime.ship_queue(),
        runtime.notices(),
        runtime.settings(),
    )
    for record in event.records:
        image = record.raw_event["dynamodb"]["NewImage"]
        told = unpack_event(image)
        followers.follow(told.kind, told.facts, f"{image['pk']['S']}|{image['sk']['S']}")
    followers.begin_waves(runtime.wave_workflow(), runtime.now())
