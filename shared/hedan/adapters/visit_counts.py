"""How often each link was used of late, so that no link can be used without end.

question                       | how
one more visit by a link       | UpdateItem pk=VISITS#<hash of the link>, sk=<minute>, below a limit

Counts go by themselves (expires). The link itself is not kept: who reads the table could use it.
A visit counted twice after a lost acknowledgement brings the limit one visit nearer, no more.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PREFIX = "VISITS#"
KEPT = timedelta(hours=1)
HASH_CHARACTERS = 32


class VisitCounts:
    """The counts, in the settings' table."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def one_more(self, link: str, minute: datetime, most: int) -> bool:
        """Count a visit within this minute; False when there were so many already."""
        name = hashlib.sha256(link.encode()).hexdigest()[:HASH_CHARACTERS]
        begins = minute.astimezone(UTC).isoformat(timespec="minutes")
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"{PREFIX}{name}"}, "sk": {"S": begins}},
                UpdateExpression="SET expires = :expires ADD visits :one",
                ConditionExpression="attribute_not_exists(visits) OR visits < :most",
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":most": {"N": str(most)},
                    ":expires": {"N": str(int((minute + KEPT).timestamp()))},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True
