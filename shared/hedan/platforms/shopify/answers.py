"""What Shopify's refusal means."""

import json

from hedan.errors import AccessEnded, PlatformRejected
from hedan.platforms.calling.refusals import TokenRefused
from hedan.platforms.calling.rest import words
from hedan.platforms.calling.sending import Response

UNAUTHORIZED, PAYMENT_REQUIRED, FORBIDDEN, NOT_FOUND, LOCKED = 401, 402, 403, 404, 423


def refusal(name: str, response: Response) -> Exception:
    """Return the typed error of an answer beyond 299; throttling and 5xx never come here."""
    told = words(response)
    # Text in some answers, lists by field in others.
    errors = told.get("errors", told.get("error"))
    reason = errors if isinstance(errors, str) else json.dumps(errors, ensure_ascii=False)
    text = f"{name}: {reason if errors else 'no reason given'}"
    code, log_id = str(response.status), response.headers.get("x-request-id", "")
    if response.status == UNAUTHORIZED:
        return TokenRefused(code, "", text, log_id)
    # 402: the shop's plan is not paid; 423: the shop is locked.
    if response.status in (PAYMENT_REQUIRED, FORBIDDEN, LOCKED):
        return AccessEnded(code, "", text, log_id)
    return PlatformRejected(code, "", text, log_id)
