"""One JSON call over HTTP, signed by a header: what the clients of REST interfaces share."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

from hedan.platforms.calling.exact_json import exact_json, read_answer
from hedan.platforms.calling.limiter import TokenBucket
from hedan.platforms.calling.sending import Request, Response, patiently, send
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings

HTTP_GOOD = range(200, 300)


class Call(NamedTuple):
    """What is asked. name says in errors which call it was."""

    name: str
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    query: Mapping[str, str] = {}
    body: object = None
    headers: Mapping[str, str] = {}
    repeatable: bool = True  # False: sent again only when it surely had no effect.


class Answer(NamedTuple):
    """What came back: its data (decimals exact), the text as it came, headers in lower case."""

    data: Any
    text: str
    headers: Mapping[str, str]


class RestApi:
    """The API of one store. refusal turns an HTTP status beyond 299 into a typed error."""

    def __init__(
        self,
        store: StoreSettings,
        outside: Outside,
        refusal: Callable[[str, Response], Exception],
    ) -> None:
        self._api_url = store.api_url.rstrip("/")
        self._outside = outside
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        self._refusal = refusal

    def call(self, call: Call, access: Mapping[str, str]) -> Answer:
        """Make a call with these headers of access. Raises PlatformBusy and what refusal makes."""
        return patiently(
            lambda: self._once(call, access), self._outside.clock, repeatable=call.repeatable
        )

    def _once(self, call: Call, access: Mapping[str, str]) -> Answer:
        self._bucket.take()
        query = f"?{urlencode(call.query)}" if call.query else ""
        headers = {"accept": "application/json", **access, **call.headers}
        body = None
        if call.body is not None:
            headers["content-type"] = "application/json"
            body = json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()
        request = Request(
            call.name, call.method, f"{self._api_url}{call.path}{query}", headers, body
        )
        response = send(request, self._outside)
        if response.status not in HTTP_GOOD:
            raise self._refusal(call.name, response)
        return _answer(call.name, response)


def _answer(name: str, response: Response) -> Answer:
    if not response.body:
        return Answer(None, "", response.headers)
    data = read_answer(name, response.body)
    return Answer(data, response.body.decode(), response.headers)


def words(response: Response) -> Mapping[str, Any]:
    """Return the object in a refusal's body; empty where there is none."""
    try:
        told = exact_json(response.body.decode())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
