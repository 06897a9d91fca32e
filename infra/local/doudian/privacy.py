"""What leaves the platform instead of a receiver: masks, cipher text, and ids for merging.

Cipher text is salted per order, so equal receivers look different in two orders; the short index in
front of it, the search index, is equal within one shop. `open_address_id` is equal for one receiver
on one day and different on another day, so that only the merge call knows better.
"""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from infra.local.doudian.model import Receiver, ShopOrder

# Shorter texts are hidden whole.
TEL_DIGITS_MIN = 5
DETAIL_CHARACTERS_MIN = 4
CHINA = timezone(timedelta(hours=8))


def mask_name(name: str) -> str:
    """The family name and stars: 张三丰 → 张**."""
    return name[0] + "*" * (len(name) - 1) if len(name) > 1 else "*"


def mask_tel(tel: str) -> str:
    """First digit, stars, last two digits."""
    return (
        f"{tel[0]}{'*' * (len(tel) - 3)}{tel[-2:]}"
        if len(tel) >= TEL_DIGITS_MIN
        else "*" * len(tel)
    )


def mask_detail(detail: str) -> str:
    """First and last character around four stars, whatever the length."""
    return f"{detail[0]}****{detail[-1]}" if len(detail) >= DETAIL_CHARACTERS_MIN else "****"


def masked(receiver: Receiver) -> Receiver:
    """The receiver as the seller may read it; the region stays as it is."""
    return replace(
        receiver,
        name=mask_name(receiver.name),
        tel=mask_tel(receiver.tel),
        detail=mask_detail(receiver.detail),
    )


@dataclass(frozen=True)
class Sealer:
    """Makes the ids and cipher texts of one platform; `secret` separates one seed from another."""

    secret: bytes

    def name(self, order: ShopOrder, text: str) -> str:
        """Cipher text of a name or an address detail."""
        return f"#{self._index(order.shop_id, text)}#{self._cipher(order.order_id, text)}#1##"

    def tel(self, order: ShopOrder, text: str) -> str:
        """Cipher text of a phone number."""
        return f"${self._index(order.shop_id, text)}${self._cipher(order.order_id, text)}$1$$"

    def address_id(self, order: ShopOrder, receiver: Receiver) -> str:
        """`open_address_id`: the receiver on the day of the order, Chinese time."""
        day = order.create_time.astimezone(CHINA).date().isoformat()
        return "#" + self._token("address", order.shop_id, day, repr(receiver))[:22]

    def buyer_id(self, app_key: str, buyer: str) -> str:
        """`doudian_open_id`: one buyer as one app sees it."""
        return "1@#" + self._token("buyer", app_key, buyer)[:22]

    def _index(self, shop_id: str, text: str) -> str:
        return self._token("index", shop_id, text)[:4]

    def _cipher(self, order_id: str, text: str) -> str:
        return b64encode(self._digest("cipher", order_id, text)).decode()

    def _token(self, *parts: str) -> str:
        return urlsafe_b64encode(self._digest(*parts)).decode()

    def _digest(self, *parts: str) -> bytes:
        return hmac.new(self.secret, "\x00".join(parts).encode(), hashlib.sha256).digest()


def china_day(moment: datetime) -> str:
    """The calendar day in China, as the appointment message writes it."""
    return moment.astimezone(CHINA).date().isoformat()
