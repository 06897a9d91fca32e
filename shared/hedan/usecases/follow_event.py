"""What follows from an event: the one place where work is started."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import EventKind
from hedan.domain.orders import OrderStatus
from hedan.errors import PlatformRejected
from hedan.notices import hold_notice, late_tracking_alert, upload_refused
from hedan.ports import Desk, Notices, Queue
from hedan.settings import Settings

# Nothing can be done with an order in these: no workflow is paid for.
QUIET = frozenset({OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.DONE})


class Starter(Protocol):
    """What starts workflows."""

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution unless one of this name was started before."""
        ...


class WakeUps(Protocol):
    """What looks at an order again later."""

    def wake(self, order: str, at: datetime) -> None:
        """Start the order workflow at that instant; asking twice is harmless."""
        ...


class Followers:
    """What an event may start or whom it may reach."""

    def __init__(
        self,
        desk: Desk,
        workflows: Starter,
        wake_ups: WakeUps,
        ship_queue: Queue,
        notices: Notices,
        settings: Settings,
    ) -> None:
        self._desk = desk
        self._workflows = workflows
        self._wake_ups = wake_ups
        self._ship_queue = ship_queue
        self._notices = notices
        self._settings = settings

    def follow(self, kind: EventKind, facts: Mapping[str, str], event_key: str) -> None:
        """Start what follows. Harmless to repeat: everything is named after the event."""
        match kind:
            case EventKind.ORDER_STORED if facts["status"] in QUIET:
                return
            case EventKind.ORDER_STORED | EventKind.HOLD_RELEASED | EventKind.FENCE_LIFTED:
                self._work_on(facts["order"], event_key)
            case EventKind.FENCE_CLOSED if facts["part"] == "True":
                self._work_on(facts["order"], event_key)  # The pieces that stay need a person.
            case EventKind.STOP_ANSWERED if facts["replanned"] == "True":
                self._work_on(facts["order"], event_key)
            case EventKind.STOP_OPENED:
                self._stop(facts, "notice")
            case EventKind.STOP_WITHDRAWN:
                self._stop(facts, "withdrawn")
            case EventKind.PARCEL_NUMBERED:
                self._upload(facts)
            case EventKind.ORDER_HELD if facts["opened"]:
                self._tell_hold(OrderKey.parse(facts["order"]), facts["opened"].split(","))
            case EventKind.TRACKING_FOR_FENCED:
                self._tell_late_tracking(facts)
            case EventKind.PARCEL_HELD if "code" in facts:
                self._tell_refused(facts)
            case _:
                return

    def _work_on(self, order: str, event_key: str) -> None:
        digest = hashlib.sha256(event_key.encode()).hexdigest()[:16]
        name = f"{order.rsplit(':', 1)[-1][:40]}-{digest}"
        self._workflows.start("order", name, {"order": order})

    def _stop(self, facts: Mapping[str, str], level: str) -> None:
        self._workflows.start(
            "stop",
            f"{facts['stop']}-{level}",
            {"supplier": facts["supplier"], "stop": facts["stop"], "level": level},
        )

    def _upload(self, facts: Mapping[str, str]) -> None:
        parcel_id = facts["parcel"]
        once = f"{parcel_id}-{facts['version']}"
        self._ship_queue.send([(parcel_id, once, parcel_id)])

    def _tell_hold(self, key: OrderKey, codes: list[str]) -> None:
        file = self._desk.order_file(key)
        findings = [hold.finding for hold in file.holds.open if hold.finding.code in codes]
        if file.order is None or not findings:
            return  # It has been released in the meantime: nothing to look at any more.
        if file.order.not_before and any(f.code == "PRESALE_NOT_DUE" for f in findings):
            self._wake_ups.wake(str(key), file.order.not_before)
        self._notices.publish(
            hold_notice(
                file.order,
                findings,
                store_name=self._settings.store(key.store).name,
                language=self._settings.language,
            )
        )

    def _tell_late_tracking(self, facts: Mapping[str, str]) -> None:
        parcel = self._desk.parcels([facts["parcel"]])[facts["parcel"]]
        fenced = {_line_key(text) for text in facts["lines"].split(",")}
        self._notices.publish(
            late_tracking_alert(
                parcel,
                [line for line in parcel.lines if line.key in fenced],
                store_name=self._settings.store(parcel.store).name,
                supplier=self._settings.supplier(parcel.supplier),
                language=self._settings.language,
            )
        )

    def _tell_refused(self, facts: Mapping[str, str]) -> None:
        parcel = self._desk.parcels([facts["parcel"]])[facts["parcel"]]
        self._notices.publish(
            upload_refused(
                parcel,
                parcel.orders[0],
                PlatformRejected(
                    facts["code"], facts["sub_code"], facts["message"], facts["log_id"]
                ),
                store_name=self._settings.store(parcel.store).name,
                supplier=self._settings.supplier(parcel.supplier),
                language=self._settings.language,
            )
        )


def _line_key(text: str) -> LineKey:
    order, _, line_id = text.rpartition("/")
    return LineKey(order=OrderKey.parse(order), line_id=line_id)
