"""The Queue port on SQS FIFO: in order within a group, the same message once in five minutes."""

from collections.abc import Sequence
from itertools import batched
from typing import TYPE_CHECKING

from hedan.errors import TryAgain

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SendMessageBatch's own limit.
BATCH_MAX = 10


class SqsQueue:
    """One FIFO queue."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, bodies: Sequence[tuple[str, str, str]]) -> None:
        """Send (group, deduplication id, body) each; raises TryAgain unless all were taken."""
        for some in batched(bodies, BATCH_MAX, strict=False):
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {
                        "Id": str(position),
                        "MessageGroupId": group,
                        "MessageDeduplicationId": deduplication_id,
                        "MessageBody": body,
                    }
                    for position, (group, deduplication_id, body) in enumerate(some)
                ],
            )
            if answer.get("Failed"):
                raise TryAgain(f"{len(answer['Failed'])} messages were not taken")

    def wait_only(self, receipt: str, seconds: int) -> None:
        """Deliver a message that is in work again after so many seconds, not when its time is over.

        Its group waits with it. Harmless for a message that nobody works on any more.
        """
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        except (
            self._client.exceptions.MessageNotInflight,
            self._client.exceptions.ReceiptHandleIsInvalid,
        ):
            return  # It waits, or was delivered anew, by itself.
