"""What happened, written in the same transaction as the state that it explains."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import AwareDatetime

from hedan.domain.base import Frozen


class EventKind(StrEnum):
    """Names of what may happen. The stream starts work on those that have a follower."""

    ORDER_STORED = "order_stored"
    ORDER_HELD = "order_held"
    HOLD_RELEASED = "hold_released"
    ORDER_EDITED = "order_edited"  # By a person.
    ORDER_DECIDED = "order_decided"  # Anew, without anything else that moved.
    LINES_RESERVED = "lines_reserved"
    LINES_TAKEN_BACK = "lines_taken_back"  # They waited as what they no longer are.
    LINES_READY = "lines_ready"
    LINES_AWAITED = "lines_awaited"  # Of a supplier that takes them before its next cut-off.
    VIRTUAL_READY = "virtual_ready"  # Those of them that ship by themselves.
    LINES_CLAIMED = "lines_claimed"  # Of one order, into a parcel: the parcel has its own event.
    LINES_SHIPPED = "lines_shipped"  # Of one order, under its parcel's number.
    LINES_TAKEN_OUT = "lines_taken_out"  # Of their parcel, or asked back from their supplier.
    LINES_STOPPED = "lines_stopped"  # Their supplier says that they stayed.
    LINES_GONE = "lines_gone"  # Their supplier says that they had already left.
    FENCE_CLOSED = "fence_closed"
    FENCE_LIFTED = "fence_lifted"
    PARCEL_CLAIMED = "parcel_claimed"
    PARCEL_NUMBERED = "parcel_numbered"
    PARCEL_SHIPPED = "parcel_shipped"
    PARCEL_HELD = "parcel_held"
    PARCEL_DIVIDED = "parcel_divided"  # Its supplier sent its lines under several numbers.
    PARCEL_UNSEEN = "parcel_unseen"  # The platform said yes, and does not show the number.
    MORE_NUMBERS_KEPT = "more_numbers_kept"  # Its platform takes the first number of a parcel only.
    PARCEL_SCANNED = "parcel_scanned"  # The carrier has it.
    SCANS_ASKED = "scans_asked"  # A supplier is asked where parcels stay, while it is time.
    PARCEL_UNSCANNED = "parcel_unscanned"  # The carriers should have these parcels by now.
    PARCEL_QUIET = "parcel_quiet"  # Of the way of these parcels nothing more will be told.
    NUMBER_DOUBTED = "number_doubted"  # A number waits for a person's word.
    NUMBER_DECIDED = "number_decided"  # A person believed it, or did not.
    NUMBER_CHANGE_ASKED = "number_change_asked"
    NUMBER_CHANGE_ALLOWED = "number_change_allowed"
    NUMBER_CHANGED = "number_changed"  # The platform has the other number.
    NUMBER_CHANGE_REFUSED = "number_change_refused"  # The platform keeps the old one.
    RETURN_ASKS = "return_asks"  # A supplier's file says what its owner has to hear: once a file.
    SUPPLIER_ANSWERED = "supplier_answered"  # Out of stock, another price, a note.
    TRACKING_FOR_FENCED = "tracking_for_fenced"
    STOP_OPENED = "stop_opened"
    STOP_ACKNOWLEDGED = "stop_acknowledged"  # Its supplier has read it; its end still follows.
    STOP_ANSWERED = "stop_answered"
    WITHDRAWAL_SEEN = "withdrawal_seen"  # Its supplier knows that it ships after all.
    RETURN_EXPECTED = "return_expected"
    RETURN_SETTLED = "return_settled"  # Received, lost, or void.
    STOP_WITHDRAWN = "stop_withdrawn"
    WORKBOOK_RECALLED = "workbook_recalled"  # Before its supplier had it: its lines come back.
    SUPPLIER_SILENT = "supplier_silent"  # It was told of a workbook and has not looked at it.
    STOP_TOLD = "stop_told"  # At one level; it bears how long each hop took.
    STOP_CALLED = "stop_called"  # Somebody phoned the supplier.
    CASE_WORKED = "case_worked"  # A person or a rule did something about a case: which, in facts.
    CASE_ACT_ASKED = "case_act_asked"  # The platform shall be told.
    CASE_ACT_DONE = "case_act_done"
    CASE_ACT_REFUSED = "case_act_refused"
    RETURN_AGED = "return_aged"  # Goods should be back by now, and nobody has said where they are.
    REPLACEMENT_ASKED = "replacement_asked"  # Goods are sent again, or others instead.
    BUNDLE_ASKED = "bundle_asked"  # Somebody wants the evidence of a case.
    BULK_DONE = "bulk_done"  # Many orders at once, by a person: each has its own event beside it.


class Event(Frozen):
    """One thing that happened. facts explain: rule, inputs, numbers, ids."""

    kind: EventKind
    at: AwareDatetime
    facts: Mapping[str, str] = {}
