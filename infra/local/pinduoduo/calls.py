"""What a method of the API is told about its call, and what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.params import Params


@dataclass(frozen=True)
class Call:
    """One accepted call: who, and for which shop (empty where no token is asked)."""

    type: str
    client_id: str
    shop_id: str


@dataclass(frozen=True)
class CallRecord:
    """One call as the platform remembers it; code 0 is a success."""

    at: datetime
    type: str
    shop_id: str
    code: int


type Serve = Callable[[Book, Call, Params], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """One API. key: what its answer is wrapped in; None for a flat answer."""

    serve: Serve
    key: str | None
    pages: bool = False
