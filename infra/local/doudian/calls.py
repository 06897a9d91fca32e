"""What a method of the API is told about the call it serves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.doudian.book import Book
from infra.local.doudian.params import Params


@dataclass(frozen=True)
class Call:
    """One accepted call: who, for which shop (empty for token calls), and its log id."""

    method: str
    app_key: str
    shop_id: str
    log_id: str


@dataclass(frozen=True)
class CallRecord:
    """One call as the platform remembers it, refused ones included."""

    time: datetime
    method: str
    shop_id: str
    code: int
    sub_code: str
    log_id: str
    seconds: float


# A method gets the book, the call and its parameters, returns `data`, raises Refused.
Method = Callable[[Book, Call, Params], Any]
