"""What a method of the API is told about its call, and what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.taobao.book import Book
from infra.local.taobao.params import Params


@dataclass(frozen=True)
class Call:
    """One accepted call: who, and for which shop (empty where no session is asked)."""

    method: str
    app_key: str
    shop_id: str


@dataclass(frozen=True)
class CallRecord:
    """One call as the platform remembers it; code 0 is a success."""

    at: datetime
    method: str
    shop_id: str
    code: int
    sub_code: str


type Serve = Callable[[Book, Call, Params], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """One API."""

    serve: Serve
    session: bool = True
    pages: bool = False


def response_key(method: str) -> str:
    """The root of an answer: the name without `taobao.`, dots as underscores."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"
