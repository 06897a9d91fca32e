"""What leaves the platform instead of a receiver: masks, and an id for merging.

An `oaid` is equal for one receiver in one shop, for one app, within one week; in another week only
the merge call knows better. After a change of address it is another.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from infra.local.simulated.trade import Person
from infra.local.taobao.model import Shop, Trade
from infra.local.taobao.params import CHINA

PHONE_DIGITS_SHOWN = 4
# `oaid` is told only to those who ask for all of these.
OAID_NEEDS = frozenset(
    {"receiver_name", "receiver_address", "created", "receiver_mobile", "receiver_phone"}
)


def mask_name(name: str) -> str:
    """The first character and two stars."""
    return f"{name[:1]}**"


def mask_mobile(mobile: str) -> str:
    """Stars and the last four digits."""
    shown = mobile[-PHONE_DIGITS_SHOWN:]
    return "*" * (len(mobile) - len(shown)) + shown


def mask_address(detail: str) -> str:
    """The first two characters and stars."""
    return f"{detail[:2]}**{'*' * 3}"


def receiver_key(person: Person) -> str:
    """Equal for equal receivers, whoever ordered."""
    return "\x00".join(
        (person.name, person.phone, person.province, person.city, person.district, person.detail)
    )


@dataclass(frozen=True)
class Sealer:
    """Makes the ids; `secret` separates one seed from another."""

    secret: bytes

    def oaid(self, shop: Shop, trade: Trade) -> str:
        """The receiver's id."""
        year, week, _ = trade.created.astimezone(CHINA).isocalendar()
        parts = ("oaid", shop.shop_id, shop.app_key, f"{year}-{week}", receiver_key(trade.person))
        return "1" + self._token(*parts)

    def buyer_open_uid(self, app_key: str, buyer: str) -> str:
        """One buyer as one app sees it."""
        return "AAF" + self._token("buyer", app_key, buyer)[:24]

    def _token(self, *parts: str) -> str:
        text = "\x00".join(parts).encode()
        digest = hmac.new(self.secret, text, hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")
