"""Ship queue: what a platform must hear of an order, once: numbers, and answers to after-sales.

A message names a parcel, an order whose virtual goods ship by themselves, or a case. A parcel shows
what is to be done with it: its number is to be told, or another one in its place.
"""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.sqs_queue import SqsQueue
from hedan.domain.base import OrderKey
from hedan.errors import AfterSaleAhead, PlatformRejected, StaleAfterSales, TryAgain
from hedan.usecases.answers.tell_platform import tell_platform
from hedan.usecases.following.follow_cases import case_in
from hedan.usecases.uploads.correct_number import Corrected, correct_number
from hedan.usecases.uploads.ship_replacement import ship_replacement
from hedan.usecases.uploads.ship_virtual import ship_virtual
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking

# After-sales mostly reach us in seconds: then their fence holds the number, and sends it on when it
# opens. Twice as long each time, up to what the queue waits after any other failure.
FIRST_WAIT_SECONDS = 10
WAIT_SECONDS_MAX = 360


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again; one parcel's trouble is nobody else's."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        parcel_id = record["body"]
        try:
            if case := case_in(parcel_id):
                _tell_case(*case)
                continue
            outcome = _ship(parcel_id)
        except StaleAfterSales as stale:
            runtime.logger.warning("upload_waits", parcel_id=parcel_id, reason=str(stale))
            runtime.metrics.add_metric("AfterSalesStale", MetricUnit.Count, 1)
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        except (TryAgain, PlatformRejected) as later:
            # A platform that refuses to show the order may show it later: access is given again.
            runtime.logger.warning("upload_later", parcel_id=parcel_id, error=str(later))
            if isinstance(later, AfterSaleAhead):
                _queue().wait_only(record["receiptHandle"], _wait_seconds(record))
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        runtime.logger.info("upload_done", parcel_id=parcel_id, outcome=outcome.value)
        runtime.metrics.add_metric(f"Upload{outcome.value.title()}", MetricUnit.Count, 1)
    return {"batchItemFailures": failed}


def _ship(named: str) -> Uploaded | Corrected:
    ports: dict[str, Any] = {
        "desk": runtime.desk(),
        "platform_of": runtime.platform_of,
        "settings": runtime.settings(),
        "known_until": runtime.after_sales_known_until,
        "now": runtime.now,
    }
    if ":" in named:  # No id of a parcel has one, and every key of an order has.
        return ship_virtual(OrderKey.parse(named), **ports)
    for upload in (upload_tracking, ship_replacement):
        uploaded = upload(named, **ports)
        if uploaded is not Uploaded.NOTHING_TO_DO:
            return uploaded
    del ports["known_until"]  # What is corrected has left: nothing new does.
    return correct_number(named, **ports)


def _wait_seconds(record: dict[str, Any]) -> int:
    before = int(record["attributes"]["ApproximateReceiveCount"]) - 1
    return min(FIRST_WAIT_SECONDS << before, WAIT_SECONDS_MAX)


@cache
def _queue() -> SqsQueue:
    return SqsQueue(clients.sqs(), os.environ["SHIP_QUEUE"])


def _tell_case(order: OrderKey, case_id: str) -> None:
    answers = tell_platform(
        order,
        case_id,
        cases=runtime.case_book(),
        desk=runtime.desk(),
        platform_of=runtime.platform_of,
        now=runtime.now,
    )
    runtime.logger.info("case_told", order=str(order), case=case_id, answers=answers)
    for answer in answers:
        runtime.metrics.add_metric(f"CaseAct{answer.value.title()}", MetricUnit.Count, 1)
