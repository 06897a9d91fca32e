"""What follows from an event: the one place where work is started."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import EventKind
from hedan.domain.findings import Post
from hedan.domain.line_work import WAITING, LineState
from hedan.domain.orders import OrderStatus, Payment
from hedan.errors import PlatformRejected
from hedan.notices import hold_notice, late_tracking_alert, upload_refused
from hedan.ports import Desk, Notices, Queue
from hedan.settings import Settings

# Nothing can be done with an order in these: no workflow is paid for.
QUIET = frozenset({OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.DONE})
# The platform has all of it on its way.
LEFT = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})


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
            case EventKind.ORDER_STORED if facts["status"] in QUIET and not _is_begun(facts):
                self._look_at_quiet(facts["order"], facts["status"], event_key)
            case (
                EventKind.ORDER_STORED
                | EventKind.ORDER_EDITED
                | EventKind.HOLD_RELEASED
                | EventKind.FENCE_LIFTED
            ):
                self._work_on(facts["order"], event_key)
            case EventKind.FENCE_CLOSED if facts["part"] == "True":
                self._work_on(facts["order"], event_key)  # The pieces that stay need a person.
            case EventKind.FENCE_CLOSED if self._leaves_a_gift(OrderKey.parse(facts["order"])):
                self._work_on(facts["order"], event_key)
            case EventKind.STOP_ANSWERED if facts["replanned"] == "True":
                self._work_on(facts["order"], event_key)
            case EventKind.STOP_OPENED:
                self._stop(facts, "notice")
            case EventKind.STOP_WITHDRAWN:
                self._stop(facts, "withdrawn")
            case EventKind.PARCEL_NUMBERED:
                self._upload(facts)
            case EventKind.ORDER_HELD if facts["opened"]:
                codes = facts["opened"].split(",")
                self._tell_hold(OrderKey.parse(facts["order"]), codes, in_bulk="bulk" in facts)
            case EventKind.TRACKING_FOR_FENCED:
                self._tell_late_tracking(facts)
            case EventKind.PARCEL_HELD if "code" in facts:
                self._tell_refused(facts)
            case _:
                return

    def _look_at_quiet(self, order: str, status: str, event_key: str) -> None:
        """Work on an order that the platform has shipped only where we have not: see EB25.

        Almost every order becomes quiet because we shipped it; a look costs less than a workflow.
        """
        if status not in LEFT:
            return
        file = self._desk.order_file(OrderKey.parse(order))
        if file.holds.open or any(work.state is LineState.CLAIMED for work in file.lines.values()):
            self._work_on(order, event_key)

    def _leaves_a_gift(self, key: OrderKey) -> bool:
        """Tell whether a gift of the whole order was to travel with a line that stays now.

        It goes with another line, if one is left that has not gone yet.
        """
        file = self._desk.order_file(key)
        if file.decision is None:
            return False
        closed = {line_id for line_id, work in file.lines.items() if not work.may_ship}
        return any(work.state in WAITING for work in file.lines.values()) and any(
            plan.line_id in closed and any(part.is_gift for part in plan.parts)
            for plan in file.decision.lines
        )

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

    def _tell_hold(self, key: OrderKey, codes: list[str], *, in_bulk: bool) -> None:
        file = self._desk.order_file(key)
        findings = [hold.finding for hold in file.holds.open if hold.finding.code in codes]
        if file.order is None or not findings:
            return  # It has been released in the meantime: nothing to look at any more.
        for until in sorted({finding.until for finding in findings if finding.until}):
            self._wake_ups.wake(str(key), until)
        for_somebody = [finding for finding in findings if finding.post is not Post.NOBODY]
        if in_bulk or not for_somebody:
            return  # It is listed, and nobody is called: whoever held hundreds knows.
        self._notices.publish(
            hold_notice(
                file.order,
                for_somebody,
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


def _is_begun(facts: Mapping[str, str]) -> bool:
    """Tell whether an order is unpaid but for its deposit: people see that its balance is due."""
    return facts["status"] == OrderStatus.UNPAID and facts.get("payment") == Payment.DEPOSIT


def _line_key(text: str) -> LineKey:
    order, _, line_id = text.rpartition("/")
    return LineKey(order=OrderKey.parse(order), line_id=line_id)
