"""审单: one pure test per thing that can be wrong with an order, in one table at the end.

A test returns its evidence; the table says how much that weighs, what ends it and what to do.
Evidence names the place and the value and nothing that changes by itself: the same evidence is
the same hold, so what a person released stays released until the fact itself changes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, NamedTuple, Protocol

from pydantic import PositiveInt, StringConstraints

from hedan.domain.base import Frozen
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.orders import PAID_AND_OPEN, Line, Order, OrderStatus

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
# Without these no label can be printed. District and street are empty in some cities.
RECEIVER_FIELDS = ("name", "phone", "province", "city", "detail")


class SkuFacts(Protocol):
    """What the decisions need to know about one SKU."""

    @property
    def supplier(self) -> str:
        """Who makes and ships it."""

    @property
    def quantity_max(self) -> int | None:
        """The most units in one line that need no look; None: the general limit counts."""


class CheckRules(Frozen):
    """What makes a person look."""

    quantity_max: PositiveInt = 20
    words_for_a_person: tuple[Word, ...] = (
        "不要发",
        "先别发",
        "换",
        "改",
        "发票",
        "加急",
        "hold",
        "change",
    )


class _Seen(NamedTuple):
    """Everything a test may look at."""

    order: Order
    lines: tuple[Line, ...]  # Only those still to be shipped.
    skus: Mapping[str, SkuFacts]
    rules: CheckRules
    now: datetime


class Check(NamedTuple):
    """One row of the table."""

    code: str
    severity: Severity
    ends: Ends
    test: Callable[[_Seen], Iterable[str]]
    fix: str


def check_order(
    order: Order, skus: Mapping[str, SkuFacts], rules: CheckRules, now: datetime
) -> tuple[Finding, ...]:
    """Return what keeps this order from being shipped as it is, in the order of the table.

    Lines that are shipped, cancelled or unpaid are not looked at; when no other line is left there
    is nothing to ship and nothing to find.
    """
    lines = tuple(line for line in order.lines if line.status in PAID_AND_OPEN)
    if order.status not in PAID_AND_OPEN or not lines:
        return ()
    seen = _Seen(order, lines, skus, rules, now)
    return tuple(
        Finding(
            code=check.code,
            severity=check.severity,
            evidence=evidence,
            fix=check.fix,
            ends=check.ends,
        )
        for check in CHECKS
        for evidence in check.test(seen)
    )


def asking_words(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return those words that the text contains, whatever the case and width of its letters.

    Latin words count as whole words ("hold" is not in "household"); Chinese has no such borders.
    """
    plain = _plain(text)
    return tuple(word for word in words if _pattern(word).search(plain))


def _plain(text: str) -> str:
    """Return the text as a reader sees it: one width, one case, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    plain = _plain(word)
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", plain) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]\Z", plain) else ""
    return re.compile(before + re.escape(plain) + after)


def _sku_unknown(seen: _Seen) -> Iterator[str]:
    for line in seen.lines:
        if line.sku in seen.skus and line.sku:
            continue
        what = f"code '{line.sku}'" if line.sku else f"no code, product '{line.product_id}'"
        yield f"line {line.line_id}: {what}"


def _quantity(seen: _Seen) -> Iterator[str]:
    for line in seen.lines:
        facts = seen.skus.get(line.sku)
        own = facts.quantity_max if facts is not None else None
        limit = seen.rules.quantity_max if own is None else own
        if line.quantity > limit:
            yield f"line {line.line_id}: quantity {line.quantity}, at most {limit} of '{line.sku}'"


def _paid_mismatch(seen: _Seen) -> Iterator[str]:
    order = seen.order
    of_lines = sum(line.paid_minor for line in order.lines)
    # Sources disagree whether what was paid for a line contains its share of the postage.
    if order.paid_minor not in (of_lines, of_lines + order.postage_minor):
        yield (
            f"paid {order.paid_minor}, lines {of_lines}, postage {order.postage_minor} "
            f"(minor units of {order.currency})"
        )


def _risk_review(seen: _Seen) -> Iterator[str]:
    if seen.order.status is OrderStatus.IN_REVIEW:
        yield f"order: status {OrderStatus.IN_REVIEW}"
        return
    for line in seen.lines:
        if line.status is OrderStatus.IN_REVIEW:
            yield f"line {line.line_id}: status {OrderStatus.IN_REVIEW}"


def _address_change_asked(seen: _Seen) -> Iterator[str]:
    if seen.order.address_change_asked_at is not None:
        yield f"order: asked at {_instant(seen.order.address_change_asked_at)}"


def _receiver_incomplete(seen: _Seen) -> Iterator[str]:
    if all(line.is_virtual for line in seen.lines):
        return  # Nothing travels.
    receiver = seen.order.receiver
    # Only the names of the fields: evidence is shown and logged where receiver data may not be.
    empty = [field for field in RECEIVER_FIELDS if not getattr(receiver, field).strip()]
    if empty:
        yield f"receiver: empty {', '.join(empty)}"


def _presale_not_due(seen: _Seen) -> Iterator[str]:
    due = seen.order.not_before
    if due is not None and seen.now < due:
        yield f"order: not before {_instant(due)}"


def _remark(seen: _Seen) -> Iterator[str]:
    return _asking(seen, "remark", seen.order.buyer_remark)


def _memo(seen: _Seen) -> Iterator[str]:
    return _asking(seen, "memo", seen.order.seller_memo)


def _asking(seen: _Seen, place: str, text: str) -> Iterator[str]:
    words = asking_words(text, seen.rules.words_for_a_person)
    if words:
        # The whole text: with another text it is another question, although the word is the same.
        yield f"{place}: '{text}' ({', '.join(words)})"


def _unknown_value(seen: _Seen) -> Iterator[str]:
    entries = list(dict.fromkeys(seen.order.unknown))
    if not entries and seen.order.status is OrderStatus.UNKNOWN:
        entries = [f"status={OrderStatus.UNKNOWN}"]
    if not entries:
        entries = [
            f"line {line.line_id}: status={OrderStatus.UNKNOWN}"
            for line in seen.lines
            if line.status is OrderStatus.UNKNOWN
        ]
    yield from entries


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


# A fact ends almost every finding. Only the buyer's own words need a person who has read them.
CHECKS: tuple[Check, ...] = (
    Check(
        "RISK_REVIEW",
        Severity.STOP,
        Ends.FACT,
        _risk_review,
        "Wait: the platform ends its review by itself. Ask its service if it takes over a day.",
    ),
    Check(
        "ADDRESS_CHANGE_ASKED",
        Severity.STOP,
        Ends.FACT,
        _address_change_asked,
        "Agree to the new address on the platform, or refuse it there and release the order here.",
    ),
    Check(
        "PRESALE_NOT_DUE",
        Severity.STOP,
        Ends.FACT,
        _presale_not_due,
        "Wait: the order goes on by itself when it is due.",
    ),
    Check(
        "SKU_UNKNOWN",
        Severity.STOP,
        Ends.FACT,
        _sku_unknown,
        "Add this code to the SKUs in the settings, then release the order to look again.",
    ),
    Check(
        "QUANTITY",
        Severity.ASK,
        Ends.FACT,
        _quantity,
        "Ask the buyer whether this quantity is meant, then release the order.",
    ),
    Check(
        "PAID_MISMATCH",
        Severity.ASK,
        Ends.FACT,
        _paid_mismatch,
        "Compare the amounts on the platform; release the order if they are right there.",
    ),
    Check(
        "RECEIVER_INCOMPLETE",
        Severity.STOP,
        Ends.FACT,
        _receiver_incomplete,
        "Ask the buyer to complete the address on the platform.",
    ),
    Check(
        "REMARK",
        Severity.ASK,
        Ends.PERSON,
        _remark,
        "Read the buyer's remark, do what it asks or answer it, then release the order.",
    ),
    Check(
        "MEMO",
        Severity.ASK,
        Ends.FACT,
        _memo,
        "Do what the memo says, then take the word out of it or release the order.",
    ),
    Check(
        "UNKNOWN_VALUE",
        Severity.ASK,
        Ends.FACT,
        _unknown_value,
        "Look the order up on the platform: release it if it is an ordinary one, and report the "
        "value to whoever maintains this software.",
    ),
)
