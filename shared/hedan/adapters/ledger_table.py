"""The pull ledgers and intake marks of each store, in the table of the doors' state.

question                              | how
how far a listing was asked           | GetItem  pk=STORE#<store>, sk=LEDGER#<listing>
closed windows of a span              | Query    pk=STORE#<store>, sk between PULLED#<listing>#…
what became of some hints             | BatchGet pk=STORE#<store>, sk=MARK#<subject>
what is set aside                     | Query    pk=STORE#<store>, sk begins_with "MARK#"
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from hedan.domain.intake import IntakeMark
from hedan.domain.pull_ledger import WINDOW_LONGEST, Listing, PullLedger, PullWindow
from hedan.errors import TryAgain, VersionConflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BATCH_GET_MAX = 100
# A listing never reaches further back than half a year; what proves a day is in its certificate.
WINDOW_KEPT = timedelta(days=190)
UNCHANGED_KEPT = timedelta(days=7)
SET_ASIDE_KEPT = timedelta(days=190)
ATTEMPTS_MAX = 5


class LedgerTable:
    """What was asked, counted and taken in, store by store."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def ledger(self, store: str, listing: Listing) -> PullLedger:
        """Return a store's ledger of a listing; a fresh one before the first look."""
        found = self._client.get_item(
            TableName=self._table, Key=_key(store, f"LEDGER#{listing}"), ConsistentRead=True
        ).get("Item")
        return PullLedger.model_validate_json(_text(found)) if found else _fresh(store, listing)

    def save(self, ledger: PullLedger, closed: Sequence[PullWindow]) -> PullLedger:
        """Keep the closed windows for good, then the ledger; return it with its new version.

        A crash between the two writes the same windows again. Raises VersionConflict when
        another worker was faster.
        """
        for window in closed:
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_key(window.store, _window_sk(window)),
                    "body": _body(window),
                    "expires": _expires(window.until + WINDOW_KEPT),
                },
            )
        stored = ledger.but(version=ledger.version + 1)
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_key(ledger.store, f"LEDGER#{ledger.listing}"),
                    "version": {"N": str(stored.version)},
                    "body": _body(stored),
                },
                ConditionExpression="attribute_not_exists(pk) OR version = :known",
                ExpressionAttributeValues={":known": {"N": str(ledger.version)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException as lost:
            raise VersionConflict(f"store {ledger.store} is being polled by another") from lost
        return stored

    def closed_windows(
        self, store: str, listing: Listing, since: datetime, until: datetime
    ) -> list[PullWindow]:
        """Return the closed windows that touch a span, oldest first."""
        prefix = f"PULLED#{listing}#"
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
            ExpressionAttributeValues={
                ":pk": {"S": f"STORE#{store}"},
                ":since": {"S": prefix + _iso(since - WINDOW_LONGEST)},
                ":until": {"S": prefix + _iso(until)},
            },
        )
        found = (_text(item) for page in pages for item in page["Items"])
        windows = [PullWindow.model_validate_json(text) for text in found]
        return [window for window in windows if window.until >= since]

    def mark(self, mark: IntakeMark) -> None:
        """Write down what became of a hint; an older mark of the same subject gives way."""
        kept = UNCHANGED_KEPT if mark.outcome == "unchanged" else SET_ASIDE_KEPT
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_key(mark.store, f"MARK#{mark.subject}"),
                    "marked": {"S": _iso(mark.at)},
                    "body": _body(mark),
                    "expires": _expires(mark.at + kept),
                },
                ConditionExpression="attribute_not_exists(pk) OR marked <= :marked",
                ExpressionAttributeValues={":marked": {"S": _iso(mark.at)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # A newer one stands: nothing is lost.

    def marks(self, store: str, subjects: Iterable[str]) -> dict[str, IntakeMark]:
        """Return the marks that exist of these subjects."""
        keys = [_key(store, f"MARK#{subject}") for subject in dict.fromkeys(subjects)]
        found: dict[str, IntakeMark] = {}
        for chunk in batched(keys, BATCH_GET_MAX, strict=False):
            for item in self._read(list(chunk)):
                mark = IntakeMark.model_validate_json(_text(item))
                found[mark.subject] = mark
        return found

    def set_aside(self, store: str) -> list[IntakeMark]:
        """Return everything of a store that waits for a person."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :mark)",
            ExpressionAttributeValues={
                ":pk": {"S": f"STORE#{store}"},
                ":mark": {"S": "MARK#"},
            },
        )
        marks = (
            IntakeMark.model_validate_json(_text(item)) for page in pages for item in page["Items"]
        )
        return [mark for mark in marks if mark.outcome == "set_aside"]

    def _read(self, keys: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        wanted: Any = {self._table: {"Keys": keys, "ConsistentRead": True}}
        for _ in range(ATTEMPTS_MAX):
            answer = self._client.batch_get_item(RequestItems=wanted)
            yield from answer["Responses"].get(self._table, [])
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                return
        raise TryAgain("the table is throttled")


def _fresh(store: str, listing: Listing) -> PullLedger:
    return PullLedger(store=store, listing=listing)


def _window_sk(window: PullWindow) -> str:
    return f"PULLED#{window.listing}#{_iso(window.since)}#{_iso(window.until)}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _expires(moment: datetime) -> dict[str, str]:
    return {"N": str(int(moment.timestamp()))}


def _body(model: PullLedger | PullWindow | IntakeMark) -> dict[str, bytes]:
    return {"B": zlib.compress(model.model_dump_json(exclude_defaults=True).encode())}


def _text(item: Any) -> bytes:
    return zlib.decompress(item["body"]["B"])


def _key(store: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": f"STORE#{store}"}, "sk": {"S": sk}}
