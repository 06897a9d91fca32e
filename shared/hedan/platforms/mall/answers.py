"""What a mall's refusal means: HTTP status and code of docs/mall-contract.md, section 2."""

from hedan.errors import AccessEnded, OrderGone, PlatformRejected
from hedan.platforms.calling.rest import words
from hedan.platforms.calling.sending import Response

UNAUTHORIZED, FORBIDDEN = 401, 403

ALREADY_SHIPPED = "already-shipped"
QUANTITY_EXCEEDED = "quantity-exceeded"
# Nothing is known about such an order any more, or it is none of this merchant's business.
GONE = frozenset({"order-unknown", "other-merchant"})
MEANINGS: dict[str, str] = {
    "in-after-sale": "a refund waits for an answer",
    "not-shippable": "the order is not paid, in review, cancelled or divided",
    "carrier-unknown": "the mall does not know this carrier",
    "tracking-invalid": "the mall does not accept the tracking number",
    QUANTITY_EXCEEDED: "more units than are left of a line",
    "answered-otherwise": "the mall was given another answer before",
    "refund-over": "the refund has ended or was withdrawn",
    "not-answerable": "the refund needs more than a yes or no",
    "not-interceptable": "the carrier cannot bring the parcel back any more",
    ALREADY_SHIPPED: "already shipped under another tracking number",
}


def refusal(name: str, response: Response) -> Exception:
    """Return the typed error of an answer beyond 299; throttling and 5xx never come here."""
    error = words(response).get("error")
    fields = error if isinstance(error, dict) else {}
    code = str(fields.get("code") or "")
    message = str(fields.get("message") or "no reason given")
    meaning = MEANINGS.get(code)
    text = f"{name}: {meaning} ({message})" if meaning else f"{name}: {message}"
    log_id = response.headers.get("x-request-id", "")
    if code in GONE:
        return OrderGone(text)
    if response.status == UNAUTHORIZED:
        told = "the mall refuses the token: let its operator make a new one, then `make connect`"
        return AccessEnded(str(response.status), code, f"{told} ({message})", log_id)
    if response.status == FORBIDDEN:
        return AccessEnded(str(response.status), code, text, log_id)
    return PlatformRejected(str(response.status), code, text, log_id)
