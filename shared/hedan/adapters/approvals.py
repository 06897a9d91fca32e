"""What waits for a second person, and what became of it, in the settings table.

question                     | how
one approval                 | GetItem  pk=APPROVAL, sk=<approval id>
the newest approvals         | Query    pk=APPROVAL, backwards: ids begin with their time

They stay: who agreed to what is asked years later.
"""

from typing import TYPE_CHECKING

from hedan.adapters.items import item, pack, unpack
from hedan.domain.approvals import Approval
from hedan.errors import VersionConflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PARTITION = "APPROVAL"


class ApprovalTable:
    """Approvals by id; every write is conditional on the version that was read."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def approval(self, approval_id: str) -> Approval | None:
        """Return one approval, or None when nobody asked for it."""
        found = self._client.get_item(
            TableName=self._table,
            Key={"pk": {"S": PARTITION}, "sk": {"S": approval_id}},
            ConsistentRead=True,
        ).get("Item")
        return unpack(Approval, found) if found else None

    def newest(self, limit: int) -> list[Approval]:
        """Return the newest approvals, newest first."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": PARTITION}},
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )["Items"]
        return [unpack(Approval, one) for one in found]

    def keep(self, approval: Approval) -> Approval:
        """Store and return it as it is now. Raises VersionConflict when somebody was quicker."""
        version = approval.version + 1
        try:
            self._client.put_item(
                TableName=self._table,
                Item=item((PARTITION, approval.approval_id), version, pack(approval), {}),
                ConditionExpression="attribute_not_exists(pk) OR version = :known",
                ExpressionAttributeValues={":known": {"N": str(approval.version)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException as newer:
            raise VersionConflict(f"approval {approval.approval_id} was answered") from newer
        return approval.but(version=version)
