"""The order table's stream: each event starts what follows from it. In order, nothing skipped."""

import os
from functools import cache

from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.functions import StartsFunctions
from hedan.adapters.items import unpack_event
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.stops.stop_clock import measures


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=DynamoDBStreamEvent)
def handler(event: DynamoDBStreamEvent, context: LambdaContext) -> None:
    """Follow every event of the batch.

    An error is raised, so that the stream delivers the batch again: what was started already is
    named after its event and is not started twice. What was measured before the error counts twice.
    """
    settings = runtime.settings()
    followers = Followers(
        runtime.desk(),
        _starter(),
        runtime.wake_ups(),
        runtime.ship_queue(),
        runtime.notices(),
        settings,
        runtime.case_book(),
        runtime.now,
    )
    for record in event.records:
        image = record.raw_event["dynamodb"]["NewImage"]
        told = unpack_event(image)
        followers.follow(told.kind, told.facts, f"{image['pk']['S']}|{image['sk']['S']}")
        for one in measures(told.kind, told.facts, settings.stop):
            runtime.metrics.add_metric(one.metric, one.unit, one.value)
    followers.begin_waves(runtime.wave_workflow(), runtime.now())


@cache
def _starter() -> StartsFunctions:
    """What starts workflows, and the function that bundles evidence."""
    functions = {"bundle": os.environ["BUNDLE_FUNCTION"]}
    return StartsFunctions(runtime.workflows(), clients.functions(), functions)
