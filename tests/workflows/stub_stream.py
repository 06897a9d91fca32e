"""A Lambda that follows a table's stream and reports its first record as failed, once."""

import os
from pathlib import Path
from typing import Any

SEEN = Path(os.environ["SCRIPTS"]) / "stream.calls"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Write down the record; one record a batch."""
    (record,) = event["Records"]
    with SEEN.open("a+", encoding="utf-8") as seen:
        seen.write(record["dynamodb"]["Keys"]["sk"]["S"] + "\n")
        seen.seek(0)
        is_first_record_ever = len(seen.readlines()) == 1
    failed = [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]
    return {"batchItemFailures": failed if is_first_record_ever else []}
