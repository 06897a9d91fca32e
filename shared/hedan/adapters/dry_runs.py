"""What became of dry runs, in the settings table.

question                       | how
one dry run                    | GetItem  pk=DRYRUN#<id>, sk=DRYRUN
"""

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from hedan.domain.dry_run import DryRun, RunState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# As long as the report lies in the bucket.
KEPT = timedelta(days=90)
# A later step's word stands against an earlier one's that comes late or twice; what failed may be
# started again from the queue of failures and be done in the end.
RANK = {RunState.RUNNING: 0, RunState.FAILED: 1, RunState.DONE: 2}


class DryRunRecords:
    """The DryRuns port on DynamoDB."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def get(self, run_id: str) -> DryRun | None:
        """Return one dry run."""
        found = self._client.get_item(
            TableName=self._table, Key=_key(run_id), ConsistentRead=True
        ).get("Item")
        return DryRun.model_validate_json(zlib.decompress(found["body"]["B"])) if found else None

    def keep(self, run: DryRun) -> None:
        """Remember how far one is; what is known to be further stays as it is."""
        body = zlib.compress(run.model_dump_json(exclude_defaults=True).encode())
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_key(run.id),
                    "rank": {"N": str(RANK[run.state])},
                    "body": {"B": body},
                    "expires": {"N": str(int((run.started_at + KEPT).timestamp()))},
                },
                ConditionExpression="attribute_not_exists(pk) OR #rank <= :rank",
                ExpressionAttributeNames={"#rank": "rank"},
                ExpressionAttributeValues={":rank": {"N": str(RANK[run.state])}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # It is further already: nothing is lost.


def _key(run_id: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"DRYRUN#{run_id}"}, "sk": {"S": "DRYRUN"}}
