"""The cases of the order table: what waits for an end, what a day brought, what was done."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from hedan.adapters import index_facts, keys
from hedan.adapters.batch_get import batch_items
from hedan.adapters.dynamo_lists import DAY, OPEN
from hedan.adapters.items import unpack
from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, OpenCase

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PaginatorConfigTypeDef

    from hedan.adapters.items import StoredItem

_AFTER_SALE = "AFTERSALE#"


class DynamoCaseBook:
    """The CaseBook on one order table."""

    def __init__(self, client: "DynamoDBClient", order_table: str) -> None:
        self._client = client
        self._orders = order_table

    def cases(
        self, keys_wanted: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], Case]:
        """Return our work on these cases, by order and case id, as far as there is any."""
        places = dict.fromkeys(keys.case_key(*key) for key in keys_wanted)
        items = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in places]
        found = (unpack(Case, one) for one in batch_items(self._client, self._orders, items))
        return {(case.order, case.case_id): case for case in found}

    def open_cases(self, limit: int, until: datetime | None = None) -> list[OpenCase]:
        """Return the cases that wait for an end, the least time left first, at most so many.

        until: only those whose time is over by then.
        """
        latest = index_facts.instant(until) if until else ""
        return [_open_case(one) for one in self._of(OPEN, index_facts.CASES, limit, latest)]

    def cases_of_day(self, store: str, day: date) -> list[OpenCase]:
        """Return every case of a store that was opened on this UTC day, ended ones too."""
        found = self._of(DAY, index_facts.cases_of_day(store, day))
        return sorted(map(_open_case, found), key=lambda one: (str(one.order), one.case_id))

    def _of(
        self, index: str, of: str, limit: int | None = None, until: str = ""
    ) -> Iterator["StoredItem"]:
        most: PaginatorConfigTypeDef = (
            {} if limit is None else {"MaxItems": limit, "PageSize": limit}
        )
        condition, names, values = "#index = :of", {"#index": index}, {":of": {"S": of}}
        if until:
            condition += " AND #by <= :until"
            names["#by"] = f"{index}_by"
            values[":until"] = {"S": until}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            IndexName=index,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            PaginationConfig=most,
        )
        for page in pages:
            yield from page["Items"]


def _open_case(found: "StoredItem") -> OpenCase:
    due = found.get("open_by", {}).get("S", index_facts.NO_DEADLINE)
    pk, sk = found["pk"]["S"], found["sk"]["S"]
    return OpenCase(
        order=OrderKey.parse(pk.partition("#")[2]),
        case_id=sk.partition("#")[2],
        is_after_sale=sk.startswith(_AFTER_SALE),
        answer_by=None if due == index_facts.NO_DEADLINE else datetime.fromisoformat(due),
    )
