"""Values of the staff API's addresses, typed once."""

from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from hedan.domain.base import OrderKey, StoreId
from hedan.domain.findings import Post

PAGE_MAX = 100


def _order_key(written: object) -> object:
    """Read an order's key out of a path, where clients may have encoded it."""
    if not isinstance(written, str):
        return written
    try:
        return OrderKey.parse(unquote(written))
    except ValueError as unreadable:
        raise ValueError("an order is written platform:store:number") from unreadable


OrderInPath = Annotated[
    OrderKey,
    BeforeValidator(_order_key),
    WithJsonSchema({"type": "string", "examples": ["doudian:cup-house:6920000000000000123"]}),
    Path(description="The order as notices write it: platform:store:number"),
]
IdInPath = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_.:-]+$"),
    Path(),
]
VersionInPath = Annotated[int, Path(ge=1, description="A published version of the settings")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
PageSize = Annotated[int, Query(ge=1, le=PAGE_MAX)]
StoreInQuery = Annotated[StoreId, Query(description="The store's id in the settings")]
PostInQuery = Annotated[Post, Query(description="Whose next step it is")]
LineIdOrAll = Annotated[str, Field(max_length=128)]
