"""What leaves the platform instead of a receiver: masks, cipher text, and an id for merging.

Cipher text is salted per order; `open_address_id` is equal for one receiver on one day, and other
on another day, so that only the merge call knows better.
"""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta, timezone

from infra.local.pinduoduo.model import Order

CHINA = timezone(timedelta(hours=8))
VISIBLE_DIGITS = 2


def mask_name(name: str) -> str:
    """The first character and one star."""
    return f"{name[:1]}*"


def mask_phone(phone: str) -> str:
    """The first digit, stars, the last two."""
    return f"{phone[:1]}{'*' * 8}{phone[-VISIBLE_DIGITS:]}"


def mask_detail(detail: str) -> str:
    """First and last character around four stars."""
    return f"{detail[:1]}****{detail[-1:]}"


@dataclass(frozen=True)
class Sealer:
    """Makes ids and cipher texts; `secret` separates one seed from another."""

    secret: bytes

    def text(self, order: Order, text: str) -> str:
        """Cipher text of a name or an address."""
        return f"~{self._cipher(order, text)}~{self._index(order, text)}~1~"

    def phone(self, order: Order, text: str) -> str:
        """Cipher text of a phone number."""
        return f"${self._cipher(order, text)}${self._index(order, text)}$1$"

    def address_id(self, order: Order) -> str:
        """`open_address_id`: the receiver on the day of the order, Chinese time."""
        day = order.created.astimezone(CHINA).date().isoformat()
        return "OA" + self._token("address", order.shop_id, day, receiver_key(order))[:24]

    def _cipher(self, order: Order, text: str) -> str:
        return b64encode(self._digest("cipher", order.order_sn, text)).decode()

    def _index(self, order: Order, text: str) -> str:
        return self._token("index", order.shop_id, text)[:8]

    def _token(self, *parts: str) -> str:
        return urlsafe_b64encode(self._digest(*parts)).decode().rstrip("=")

    def _digest(self, *parts: str) -> bytes:
        return hmac.new(self.secret, "\x00".join(parts).encode(), hashlib.sha256).digest()


def receiver_key(order: Order) -> str:
    """Equal for equal receivers, whoever ordered."""
    person = order.person
    return "\x00".join(
        (person.name, person.phone, person.province, person.city, person.district, person.detail)
    )
