"""Fills in what a recorded event cannot hold: signatures and links depend on secrets.

{{app-id}}, {{sign}}               headers: the application's key, the signature of the body
{{query}}                          the query as sent; in queryStringParameters stand beside
                                   {{app-id}} and {{sign}}, which here signs the whole question,
                                   {{china-time}}: the time at which the signature is fresh
{{link <purpose> <subject> <hours> <generation>}}  a link's token, good for so many hours
{{filler <n>}}                     n letters, for bodies that nobody wants to read
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from hedan.links import LinkPurpose, make_link_token
from hedan.platforms.access import AppSecret
from hedan.platforms.callbacks import Callback
from hedan.platforms.china_time import written
from hedan.platforms.doudian.signature import AppKeys, sign_callback
from hedan.platforms.taobao.signature import sign_spi

APP_ID = "{{app-id}}"
SIGN = "{{sign}}"
CHINA_TIME = "{{china-time}}"
QUERY = "{{query}}"
_LINK = re.compile(r"\{\{link (supplier|stop|store) (\S+) (-?\d+) (\d+)\}\}")
_FILLER = re.compile(r"\{\{filler (\d+)\}\}")


@dataclass(frozen=True)
class EventSecrets:
    """Where the secrets of the stack that gets the event come from."""

    app: Callable[[str], AppSecret]  # By store id.
    link_key: Callable[[], bytes]
    now: Callable[[], datetime]


def filled(event: str, secrets: EventSecrets) -> dict[str, Any]:
    """Return the event to send. Secrets are asked for only where the event needs them."""

    def link(found: re.Match[str]) -> str:
        purpose, subject, hours, generation = found.groups()
        expires_at = secrets.now() + timedelta(hours=int(hours))
        return make_link_token(
            secrets.link_key(), cast("LinkPurpose", purpose), subject, expires_at, int(generation)
        )

    event = _FILLER.sub(lambda found: "x" * int(found[1]), event)
    loaded: dict[str, Any] = json.loads(_LINK.sub(link, event))
    headers: dict[str, str] = loaded.get("headers", {})
    if {APP_ID, SIGN} & set(headers.values()):
        app = secrets.app(loaded["pathParameters"]["store"])
        keys = AppKeys(app.app_key, app.app_secret, app.sign_method)
        known = {APP_ID: app.app_key, SIGN: sign_callback(keys, _signed_bytes(loaded))}
        loaded["headers"] = {name: known.get(value, value) for name, value in headers.items()}
    if loaded.get("rawQueryString") == QUERY:
        query = _asked(loaded, secrets)
        loaded |= {"queryStringParameters": query, "rawQueryString": urlencode(query)}
    return loaded


def _asked(event: dict[str, Any], secrets: EventSecrets) -> dict[str, str]:
    """Return the query of a question that a platform signs whole."""
    app = secrets.app(event["pathParameters"]["store"])
    now = secrets.now()
    known = {APP_ID: app.app_key, CHINA_TIME: written(now)}
    given: dict[str, str] = event["queryStringParameters"]
    query = {name: known.get(value, value) for name, value in given.items()}
    if query.get("sign") != SIGN:
        return query
    headers = {name.lower(): value for name, value in event["headers"].items()}
    question = Callback(_signed_bytes(event), headers, query, now.timestamp())
    return query | {"sign": sign_spi(app.app_secret, question)}


def _signed_bytes(event: dict[str, Any]) -> bytes:
    body: str = event["body"]
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
