"""The order table's stream: the lines of a recalled workbook come back. Nothing else comes here."""

from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters.items import unpack_event
from hedan.domain.stops import StopCause
from hedan.usecases.waves.take_back_wave import take_back_wave


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=DynamoDBStreamEvent)
def handler(event: DynamoDBStreamEvent, context: LambdaContext) -> None:
    """Take back each workbook of the batch.

    An error is raised, so that the stream delivers the batch again: what is free already stays so.
    """
    for record in event.records:
        facts = unpack_event(record.raw_event["dynamodb"]["NewImage"]).facts
        count = take_back_wave(
            runtime.settings().supplier(facts["supplier"]),
            facts["workbook"],
            StopCause(facts["cause"]),
            desk=runtime.desk(),
            archive=runtime.archive(),
            notices=runtime.notices(),
            page_url=runtime.supplier_link(facts["supplier"]),
            now=runtime.now(),
        )
        runtime.logger.info("wave_taken_back", workbook=facts["workbook"], lines=count)
