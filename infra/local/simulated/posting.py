"""One message leaving a simulated platform: over HTTP, or into a function that stands for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import parse_qsl, urlsplit

from infra.local.simulated.web import WebRequest

# The connection waits so much longer than the platform: a late answer is told from none at all.
PATIENCE_SECONDS = 5


@dataclass(frozen=True)
class Post:
    """A message as it leaves: the address, a Host header if the address' own will not do, bytes."""

    url: str
    headers: dict[str, str]
    body: bytes
    host: str | None = None
    method: str = "POST"


def through(sink: Callable[[WebRequest], int], post: Post) -> tuple[int | None, str]:
    """Hand a message to a function; the status it answered, and what was wrong if anything was."""
    url = urlsplit(post.url)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    headers = {name.lower(): value for name, value in post.headers.items()}
    headers["host"] = post.host or url.netloc
    try:
        return sink(WebRequest(post.method, url.path or "/", query, headers, post.body)), ""
    except TimeoutError:
        return None, "too slow"


def over_http(post: Post, answer_seconds: float) -> tuple[int | None, str]:
    """Send a message; the status that came, and what was wrong if anything was."""
    url = urlsplit(post.url)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.netloc, timeout=answer_seconds + PATIENCE_SECONDS)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    headers = post.headers | ({"Host": post.host} if post.host else {})
    started = time.monotonic()
    try:
        connection.request(post.method, path, post.body, headers)
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException) as failure:
        return None, f"{type(failure).__name__}: {failure}"
    finally:
        connection.close()
    late = time.monotonic() - started > answer_seconds
    return response.status, "too slow" if late else ""
