"""Sends one request over the kept connections, and repeats a call where that does no harm."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import urllib3

from hedan.errors import PlatformBusy
from hedan.platforms.calling.refusals import NotTaken
from hedan.platforms.outside import Clock, Outside

CONNECT_SECONDS = 1.0
READ_SECONDS = 5.0
# Between attempts, in seconds: a hiccup is over after the first, a service restart after the last.
PAUSES = (0.3, 1.0, 3.0)
# No further attempt after this: the queue's own redelivery is cheaper than a waiting function.
PATIENCE_SECONDS = 12.0
USER_AGENT = "hedan"

HTTP_OK = 200
HTTP_THROTTLED = 429
HTTP_SERVER_ERROR = 500


class Request(NamedTuple):
    """One HTTP request, signed and ready. name says in errors which call it was; never the URL."""

    name: str
    method: Literal["GET", "POST", "PUT", "DELETE"]
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Response(NamedTuple):
    """What came back. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(request: Request, outside: Outside) -> Response:
    """Send once, follow no redirect. Raises NotTaken without a connection, PlatformBusy without
    an answer, when throttled (NotTaken) and on the gateway's own failures (5xx).
    """
    try:
        answer = outside.http.urlopen(
            request.method,
            request.url,
            headers={"user-agent": USER_AGENT, **request.headers},
            body=request.body,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=False,
            redirect=False,
        )
    # Without their causes: those may hold the address, and with it the token.
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as exc:
        raise NotTaken(f"{request.name}: no connection ({type(exc).__name__})") from None
    except urllib3.exceptions.HTTPError as exc:
        raise PlatformBusy(f"{request.name}: no answer ({type(exc).__name__})") from None
    if answer.status == HTTP_THROTTLED:
        raise NotTaken(f"{request.name}: HTTP {answer.status}")
    if answer.status >= HTTP_SERVER_ERROR:
        raise PlatformBusy(f"{request.name}: HTTP {answer.status}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(answer.status, headers, answer.data)


def patiently[T](once: Callable[[], T], clock: Clock, *, repeatable: bool) -> T:
    """Return what the call answers, after a few attempts while the platform is busy.

    repeatable=False sends again only what surely had no effect (NotTaken). Raises what the last
    attempt raised.
    """
    give_up_at = clock.monotonic() + PATIENCE_SECONDS
    for pause in PAUSES:
        try:
            return once()
        except PlatformBusy as busy:
            harmless = repeatable or isinstance(busy, NotTaken)
            if not harmless or clock.monotonic() + pause > give_up_at:
                raise
        clock.sleep(pause)
    return once()
