"""What every notice has, and the limits of the topic that carries it."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from hedan.domain.base import Frozen
from hedan.texts.words import clean

# SNS: "less than 100 characters", no line break, no control character. The API reference has
# come to allow UTF-8; for years the service refused anything but ASCII, and a stop must not
# hang on which of the two a region believes.
SUBJECT_CHARACTERS_MAX: Final = 99


class NoticeKind(StrEnum):
    """What a notice is about; a filter policy can match the prefix "stop_"."""

    WORKBOOK = "workbook"
    WORKBOOK_RECALLED = "workbook_recalled"
    SUPPLIER_SILENT = "supplier_silent"
    STOP_NOTICE = "stop_notice"
    STOP_REMINDER = "stop_reminder"
    STOP_ESCALATION = "stop_escalation"
    STOP_CALL = "stop_call"
    STOP_WITHDRAWN = "stop_withdrawn"
    LATE_TRACKING = "late_tracking"
    HOLD = "hold"
    UPLOAD_REFUSED = "upload_refused"
    RETURN_ASKS = "return_asks"
    NUMBER_REFUSED = "number_refused"
    NUMBER_UNSEEN = "number_unseen"
    MORE_NUMBERS_KEPT = "more_numbers_kept"
    CORRECTION_REFUSED = "correction_refused"
    SCANS_ASKED = "scans_asked"
    PARCELS_UNSCANNED = "parcels_unscanned"
    CHANGES_REMINDER = "changes_reminder"
    CHANGES_ESCALATION = "changes_escalation"
    BULK_FILE = "bulk_file"
    ORDERS_ALIKE = "orders_alike"
    CASE_NEW = "case_new"  # An after-sale that a person should look at.
    CASE_DUE = "case_due"  # Its platform's time is nearly over.
    CASE_ACT_REFUSED = "case_act_refused"  # The platform did not take our answer.
    RETURN_AGED = "return_aged"  # Goods should be back by now.
    PROOF_REPORT = "proof_report"


class NoticeSeverity(StrEnum):
    """How soon somebody must look."""

    INFO = "info"  # Today's work.
    ATTENTION = "attention"  # Today, and a person must decide.
    URGENT = "urgent"  # Now.
    CRITICAL = "critical"  # Now, and everything before it has failed.


class Audience(StrEnum):
    """Who must act: nobody's subscription should carry what is another's."""

    SUPPLIER = "supplier"
    OWNER = "owner"


class Notice(Frozen):
    """One thing said to one audience, in every shape that goes out.

    title is the subject in the reader's language (it is also the first line of the body);
    subject is its ASCII form for the topic; sms is a single short message.
    """

    title: str
    subject: str
    email_body: str
    sms: str
    attributes: dict[str, str]


def attributes(
    kind: NoticeKind,
    severity: NoticeSeverity,
    audience: Audience,
    *,
    store: str = "",
    supplier: str = "",
    warehouse: str = "",
) -> dict[str, str]:
    """Return what subscriptions filter by. Empty ones are left out: the topic refuses them."""
    named = {
        "kind": kind.value,
        "severity": severity.value,
        "audience": audience.value,
        "store": store,
        "supplier": supplier,
        "warehouse": warehouse,
    }
    return {name: value for name, value in named.items() if value}


def ascii_only(text: str) -> str:
    """Return the text with "?" for what has no single ASCII character: never longer than it was."""
    plain = (unicodedata.normalize("NFKC", character) for character in clean(text))
    return "".join(c if len(c) == 1 and " " <= c <= "~" else "?" for c in plain)


def subject_of(ways_to_say_it: Iterable[str]) -> str:
    """Return the first subject, from the fullest to the shortest, that the topic takes.

    The shortest must fit by its construction: that none does is a mistake of ours.
    """
    for text in ways_to_say_it:
        subject = ascii_only(text)
        if len(subject) <= SUBJECT_CHARACTERS_MAX:
            return subject
    raise AssertionError("even the shortest subject is too long")


def body_of(*blocks: Iterable[str]) -> str:
    """Return an e-mail: blocks of lines, an empty line between them; empty blocks vanish."""
    written = ("\n".join(line for line in block if line) for block in blocks)
    return "\n\n".join(block for block in written if block) + "\n"
