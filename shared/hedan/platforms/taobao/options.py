"""What a Taobao store's `options` may say, each with its meaning. Light: the SPI reads them too.

Most of them stand for facts that Taobao publishes only in its console, app by app.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from hedan.errors import SettingsInvalid

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "app_kind": (
            "'merchant' (a shop's own application: its token has a fixed end, then the seller "
            "authorises anew; the default) or 'service' (an application of the service market: "
            "its token is renewed)"
        ),
        "tmc_group": "the message group to consume; the default is the platform's 'default'",
        "trade_types": "trade types to list, parted by commas; the default is the platform's own",
        "include_oaid": "sent as include_oaid when an order is read; not sent by default",
        "ship_hours": (
            "hours from payment to the deadline of orders that the platform gives none; "
            "without it they have none"
        ),
        "gone_sub_codes": (
            "further sub codes, parted by commas, that mean: no such order in this store"
        ),
        "virtual": (
            "auto (the default): orders of nothing but virtual goods ship by themselves; by_hand: "
            "a person ships them on the platform"
        ),
        "stop_answer": (
            "auto (the default): the platform hears by itself, as soon as everybody has "
            "answered, whether the goods of a refund stayed; by_hand: a person tells it"
        ),
        "spi_minutes": "how old or early an SPI call's timestamp may be; 10 by default",
        "spi_cancel_methods": "SPI methods, parted by commas, that ask to cancel a shipment",
        "spi_address_methods": "SPI methods, parted by commas, that ask for another address",
        "spi_cancel_stopped": "JSON answered to a cancel call when nothing was handed over",
        "spi_cancel_handed_over": "JSON answered to a cancel call when the parcel was handed over",
        "spi_cancel_label_printed": "JSON answered to a cancel call when the label is printed",
        "spi_cancel_shipped": "JSON answered to a cancel call when the parcel is shipped",
        "spi_cancel_unknown_order": "JSON answered to a cancel call about an order nobody knows",
        "spi_address_accepted": "JSON answered to an address call that was accepted",
        "spi_address_refused": "JSON answered to an address call that was refused",
        "spi_address_handed_over": "JSON answered to an address call after the hand-over",
        "spi_address_shipped": "JSON answered to an address call when the parcel is shipped",
        "spi_address_unknown_order": "JSON answered to an address call about an unknown order",
    }
)
SPI_MINUTES = 10
_REPLIES = tuple(name for name in MEANINGS if MEANINGS[name].startswith("JSON answered"))


class Options(NamedTuple):
    """The options of one store, read."""

    app_kind: Literal["merchant", "service"] = "merchant"
    tmc_group: str = ""
    trade_types: str = ""
    include_oaid: str = ""
    ship_hours: int | None = None
    gone_sub_codes: frozenset[str] = frozenset()
    spi_seconds: int = SPI_MINUTES * 60
    spi_cancel_methods: frozenset[str] = frozenset()
    spi_address_methods: frozenset[str] = frozenset()


def read_options(told: Mapping[str, str]) -> Options:
    """Return a store's options. Raises SettingsInvalid with the name of what cannot be read."""
    for name in told:
        if name not in MEANINGS:
            raise SettingsInvalid(f"options.{name}: taobao knows no such option")
    for name in _REPLIES:
        spi_reply(told, name)
    app_kind = told.get("app_kind", "merchant")
    if app_kind not in ("merchant", "service"):
        raise SettingsInvalid("options.app_kind: neither 'merchant' nor 'service'")
    if told.get("virtual", "auto") not in ("auto", "by_hand"):
        raise SettingsInvalid("options.virtual: neither 'auto' nor 'by_hand'")
    return Options(
        app_kind=cast(Literal["merchant", "service"], app_kind),
        tmc_group=told.get("tmc_group", ""),
        trade_types=told.get("trade_types", ""),
        include_oaid=told.get("include_oaid", ""),
        ship_hours=_count(told, "ship_hours"),
        gone_sub_codes=_names(told, "gone_sub_codes"),
        spi_seconds=60 * (_count(told, "spi_minutes") or SPI_MINUTES),
        spi_cancel_methods=_names(told, "spi_cancel_methods"),
        spi_address_methods=_names(told, "spi_address_methods"),
    )


def spi_reply(told: Mapping[str, str], name: str) -> str | None:
    """Return the answer that a store wants given to an SPI call, None for the ordinary one.

    Raises SettingsInvalid for one that is not JSON.
    """
    wanted = told.get(name)
    if wanted is not None:
        try:
            json.loads(wanted)
        except (ValueError, RecursionError):
            raise SettingsInvalid(f"options.{name}: not JSON") from None
    return wanted


def _count(told: Mapping[str, str], name: str) -> int | None:
    text = told.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text)):
        raise SettingsInvalid(f"options.{name}: not a whole number above 0")
    return int(text)


def _names(told: Mapping[str, str], name: str) -> frozenset[str]:
    parts = (part.strip() for part in told.get(name, "").split(","))
    return frozenset(part for part in parts if part)
