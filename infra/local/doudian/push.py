"""One attempt to push one array to a callback address, and whether the answer counts as success."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from infra.local.doudian.signing import SignMode, event_sign

ANSWER_KEPT_BYTES = 2_000


@dataclass(frozen=True)
class Target:
    """Where one shop's messages go and how they are signed."""

    url: str
    host: str | None
    app_key: str
    app_secret: str
    mode: SignMode


def push(target: Target, body: bytes, timeout_seconds: float) -> tuple[int | None, str, str]:
    """Send one array; returns HTTP status, answer, and what was wrong with it if anything was."""
    url = urlsplit(target.url)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.netloc, timeout=timeout_seconds)
    try:
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("POST", path, body, _headers(target, body))
        response = connection.getresponse()
        answer = response.read(ANSWER_KEPT_BYTES).decode(errors="replace")
    except (OSError, HTTPException) as failure:
        return None, "", f"{type(failure).__name__}: {failure}"
    finally:
        connection.close()
    return response.status, answer, _complaint(response.status, answer)


def _headers(target: Target, body: bytes) -> dict[str, str]:
    sign = event_sign(
        app_key=target.app_key, app_secret=target.app_secret, body=body, mode=target.mode
    )
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "app-id": target.app_key,
        "event-sign": sign,
        "sign-method": target.mode.value,
    }
    return headers | ({"Host": target.host} if target.host else {})


def _complaint(status: int, answer: str) -> str:
    """Success is HTTP 200 with code 0 and nothing else."""
    if status != HTTPStatus.OK:
        return f"HTTP {status}"
    try:
        parsed: Any = json.loads(answer)
    except ValueError:
        return "answer is not JSON"
    code = parsed.get("code") if isinstance(parsed, dict) else None
    return "" if code == 0 and not isinstance(code, bool) else f"code {code}"
