"""审单: every check with how much it weighs, what ends it, whose step it is and how soon.

A test returns its evidence. Evidence names the place and the value and nothing that changes by
itself: the same evidence is the same hold, so what a person released stays released until the
fact itself changes.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from hedan.domain.checks import (
    buyers,
    changes,
    goods,
    inherited,
    money,
    platform_says,
    receivers,
    wishes,
)
from hedan.domain.checks.fixes import FIXES
from hedan.domain.checks.seen import Found, Seen
from hedan.domain.findings import Ends, Finding, Post, Severity
from hedan.domain.orders import PAID_AND_OPEN

STOP, ASK = Severity.STOP, Severity.ASK
FACT, PERSON, TIME = Ends.FACT, Ends.PERSON, Ends.TIME
OWNER, OPERATOR, WAREHOUSE, NOBODY = Post.OWNER, Post.OPERATOR, Post.WAREHOUSE, Post.NOBODY
SOON, TODAY = 60, 8 * 60  # Minutes until somebody should have looked.


class Check(NamedTuple):
    """One row of the table."""

    code: str
    severity: Severity
    ends: Ends
    post: Post
    due_minutes: int | None  # None: by the deadline.
    test: Callable[[Seen], Iterable[Found]]
    of_left: bool = False  # Asked even when nothing of the order is to be shipped, or not yet.

    @property
    def fix(self) -> str:
        """The one next step for a person."""
        return FIXES[self.code]


# A fact ends almost every finding: with it gone the order goes on by itself.
CHECKS: Final[tuple[Check, ...]] = (
    Check("RISK_REVIEW", STOP, FACT, NOBODY, None, platform_says.risk_review),
    Check("ADDRESS_CHANGE_ASKED", STOP, FACT, OPERATOR, SOON, platform_says.address_change_asked),
    Check("PRESALE_NOT_DUE", STOP, TIME, NOBODY, None, platform_says.presale_not_due),
    Check("BALANCE_DUE", STOP, FACT, NOBODY, None, money.balance_due, of_left=True),
    Check("PART_PAID", STOP, FACT, OPERATOR, TODAY, money.part_paid, of_left=True),
    Check("AFTER_SALE_UNREADABLE", STOP, FACT, OPERATOR, SOON, inherited.after_sale_unreadable),
    Check("PART_REFUND", ASK, FACT, OPERATOR, TODAY, inherited.part_refund),
    Check("REPLACES_HANDED_OVER", STOP, PERSON, OPERATOR, SOON, inherited.replaces_handed_over),
    Check(
        "SHIPPED_ELSEWHERE",
        STOP,
        FACT,
        OPERATOR,
        SOON,
        platform_says.shipped_elsewhere,
        of_left=True,
    ),
    Check("EDIT_TOUCHED", ASK, FACT, OPERATOR, SOON, changes.edit_touched),
    Check("CHANGED", ASK, FACT, OPERATOR, SOON, changes.changed),
    Check("BLOCKED_BUYER", ASK, FACT, OWNER, TODAY, buyers.blocked_buyer),
    Check("DUPLICATE", ASK, FACT, OPERATOR, TODAY, buyers.duplicate),
    Check("SKU_UNKNOWN", STOP, FACT, OWNER, TODAY, goods.sku_unknown),
    Check("COMBO_BROKEN", STOP, FACT, OWNER, TODAY, goods.combo_broken),
    Check("SKU_OFF_SALE", ASK, FACT, OWNER, TODAY, goods.sku_off_sale),
    Check("QUANTITY", ASK, FACT, OPERATOR, TODAY, goods.quantity),
    Check("PAID_MISMATCH", ASK, FACT, OPERATOR, TODAY, money.paid_mismatch),
    Check("DISCOUNT", ASK, FACT, OWNER, TODAY, money.discount),
    Check("PRICE", ASK, FACT, OWNER, SOON, money.price),
    Check("MARGIN", ASK, FACT, OWNER, TODAY, money.margin),
    Check("RECEIVER_INCOMPLETE", STOP, FACT, OPERATOR, TODAY, receivers.receiver_incomplete),
    Check("RECEIVER_DOUBTFUL", ASK, FACT, OPERATOR, TODAY, receivers.receiver_doubtful),
    Check("REGION_REFUSED", STOP, FACT, OPERATOR, TODAY, receivers.region_refused),
    Check("DO_NOT_SHIP", STOP, PERSON, OPERATOR, SOON, wishes.do_not_ship),
    Check("WISH_DATE", ASK, TIME, OPERATOR, TODAY, wishes.wish_date),
    Check("WISH_CARRIER", ASK, FACT, OPERATOR, TODAY, wishes.wish_carrier),
    Check("INVOICE", ASK, PERSON, OPERATOR, TODAY, wishes.invoice),
    Check("GIFT_WRAP", ASK, FACT, WAREHOUSE, TODAY, wishes.gift_wrap),
    Check("REMARK", ASK, PERSON, OPERATOR, TODAY, wishes.remark),
    Check("MEMO", ASK, FACT, OPERATOR, TODAY, wishes.memo),
    Check("FLAG", ASK, FACT, OPERATOR, TODAY, platform_says.flag),
    Check("UNKNOWN_VALUE", ASK, FACT, OPERATOR, TODAY, platform_says.unknown_value),
)

OF_LEFT: Final = tuple(check for check in CHECKS if check.of_left)

# What a rule of the seller's cannot let pass: a refund, the platform or the law says no, or
# nobody would know what to ship where.
NEVER_WAIVED: Final = frozenset(
    {
        "RISK_REVIEW",
        "ADDRESS_CHANGE_ASKED",
        "BALANCE_DUE",
        "PART_PAID",
        "AFTER_SALE_UNREADABLE",
        "PART_REFUND",
        "REPLACES_HANDED_OVER",
        "SHIPPED_ELSEWHERE",
        "EDIT_TOUCHED",
        "SKU_UNKNOWN",
        "COMBO_BROKEN",
        "RECEIVER_INCOMPLETE",
        "DO_NOT_SHIP",
    }
)


def find(seen: Seen) -> tuple[Finding, ...]:
    """Return what keeps this order from being shipped as it is, in the order of the table.

    Lines that are shipped, cancelled or unpaid are not looked at; when no other line is left there
    is nothing to ship, and nothing to find but a parcel that must not leave a second time and a
    balance that is still to come.
    """
    is_open = seen.order.status in PAID_AND_OPEN and bool(seen.lines)
    return tuple(_found(seen, CHECKS if is_open else OF_LEFT))


def _found(seen: Seen, checks: Iterable[Check]) -> Iterator[Finding]:
    for check in checks:
        by_evidence = {one.evidence: one for one in check.test(seen)}
        for one in by_evidence.values():
            yield _finding(check, one)


def _finding(check: Check, found: Found) -> Finding:
    return Finding.model_construct(
        code=check.code,
        severity=check.severity,
        evidence=found.evidence,
        fix=check.fix,
        ends=found.ends or check.ends,
        post=check.post,
        due_minutes=check.due_minutes,
        until=found.until,
        proposals=found.proposals,
    )
