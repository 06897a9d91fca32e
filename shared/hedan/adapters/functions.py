"""Lambda functions that are begun and not waited for."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class BulkRunner:
    """The Runner port: the function that works on bulk acts."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def run(self, bulk_id: str) -> None:
        """Begin to work on one, at once and without waiting; beginning twice is harmless.

        Lambda keeps the call and tries it three times before it goes to the queue of failures.
        """
        self._client.invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=json.dumps({"bulk": bulk_id}).encode(),
        )
