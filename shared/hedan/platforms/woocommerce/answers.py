"""What a WooCommerce shop's refusal means."""

from hedan.errors import AccessEnded, OrderGone, PlatformRejected
from hedan.platforms.calling.rest import words
from hedan.platforms.calling.sending import Response

UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 401, 403, 404
# One of these codes with 404: woocommerce_rest_shop_order_invalid_id, …_order_invalid_id.
_GONE = "order_invalid_id"
_NO_ACCESS = (
    "the shop refuses the key: make a new one in WooCommerce > Settings > Advanced > REST API "
    "with read and write permission, then `make connect`"
)


def refusal(name: str, response: Response) -> Exception:
    """Return the typed error of an answer beyond 299; throttling and 5xx never come here."""
    told = words(response)
    code = str(told.get("code") or "")
    text = f"{name}: {told.get('message') or 'no reason given'}"
    if response.status == NOT_FOUND and code.endswith(_GONE):
        return OrderGone(text)
    if response.status in (UNAUTHORIZED, FORBIDDEN):
        return AccessEnded(str(response.status), code, f"{_NO_ACCESS} ({text})")
    return PlatformRejected(str(response.status), code, text)
