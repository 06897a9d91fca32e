"""What is told of single things beside the orders: a parcel, a stop, a case.

question                  | how
the events of one thing   | Query pk=<its pk>, sk begins_with "event#<its sk>#"
"""

from typing import TYPE_CHECKING

from hedan.adapters.items import unpack_event
from hedan.adapters.keys import EVENT_PREFIX, key_of
from hedan.domain.events import Event
from hedan.ports import Aggregate

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ToldEvents:
    """The EventBook of one order table."""

    def __init__(self, client: "DynamoDBClient", order_table: str) -> None:
        self._client = client
        self._orders = order_table

    def events_of(self, one: Aggregate) -> list[Event]:
        """Return every event that tells of it, the oldest first."""
        pk, sk = key_of(one)
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :events)",
            ExpressionAttributeValues={
                ":pk": {"S": pk},
                ":events": {"S": f"{EVENT_PREFIX}{sk}#"},
            },
            ConsistentRead=True,
        )
        found = [unpack_event(item) for page in pages for item in page["Items"]]
        return sorted(found, key=lambda event: event.at)
