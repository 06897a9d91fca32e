"""What follows from an event: the one place where work is started."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from hedan.domain.base import LineKey, OrderKey, short_id
from hedan.domain.bulk_acts import HELD_BY_HAND
from hedan.domain.events import EventKind
from hedan.domain.findings import Post, Severity
from hedan.domain.line_work import WAITING, LineState
from hedan.domain.orders import OrderStatus, Payment
from hedan.errors import PlatformRejected
from hedan.notices import hold_notice, late_tracking_alert, supplier_silent, upload_refused
from hedan.ports import CaseBook, Desk, Notices, Queue
from hedan.settings import Settings
from hedan.usecases.accounts.expect_return import follow_after_sale
from hedan.usecases.following.follow_cases import CaseFollower
from hedan.usecases.following.follow_numbers import follow_numbers
from hedan.usecases.following.follow_scans import follow_scans
from hedan.usecases.following.follow_uploads import follow_uploads
from hedan.usecases.following.starting import Starter
from hedan.usecases.waves.begin_wave import begin_due_wave

# Nothing can be done with an order in these: no workflow is paid for.
QUIET = frozenset({OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.DONE})
# The platform has all of it on its way.
LEFT = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})


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
        cases: CaseBook,
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._of_cases = CaseFollower(desk, cases, ship_queue, notices, settings, now)
        self._workflows = workflows
        self._wake_ups = wake_ups
        self._ship_queue = ship_queue
        self._notices = notices
        self._settings = settings
        self._awaiting: dict[str, datetime] = {}  # Suppliers of lines that may go at once.

    def follow(self, kind: EventKind, facts: Mapping[str, str], event_key: str) -> None:
        """Start what follows. Harmless to repeat: everything is named after the event."""
        follow_after_sale(kind, facts, desk=self._desk)
        self._of_cases.follow(kind, facts, event_key)
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
            case EventKind.FENCE_CLOSED if facts["part"] == "True" or "again" in facts:
                # The pieces that stay need a person; what is sent again has a fence of its own.
                self._work_on(facts["order"], event_key)
            case EventKind.FENCE_CLOSED if self._earns_otherwise(OrderKey.parse(facts["order"])):
                self._work_on(facts["order"], event_key)
            case EventKind.STOP_ANSWERED | EventKind.LINES_TAKEN_OUT if (
                facts["replanned"] == "True"
            ):
                self._work_on(facts["order"], event_key)
            case EventKind.STOP_OPENED:
                self._stop(facts, "notice")
            case EventKind.STOP_WITHDRAWN:
                self._stop(facts, "withdrawn")
            case EventKind.PARCEL_NUMBERED | EventKind.VIRTUAL_READY:
                self._ship(facts, event_key)
            case EventKind.ORDER_HELD if facts["opened"]:
                codes = facts["opened"].split(",")
                self._tell_hold(OrderKey.parse(facts["order"]), codes, in_bulk="bulk" in facts)
                self._ask_back(facts["order"], codes, event_key)
            case EventKind.TRACKING_FOR_FENCED:
                self._tell_late_tracking(facts)
            case EventKind.PARCEL_HELD:
                self._tell_refused(facts)
            case _:
                self._follow_others(kind, facts, event_key)

    def begin_waves(self, waves: Starter, now: datetime) -> None:
        """Begin the waves that the followed events ask for: once for all of a supplier's."""
        for name, at in self._awaiting.items():
            begin_due_wave(
                self._settings.supplier(name),
                at,
                desk=self._desk,
                workflows=waves,
                now=now,
            )

    def _follow_others(self, kind: EventKind, facts: Mapping[str, str], event_key: str) -> None:
        match kind:
            case EventKind.BUNDLE_ASKED:
                self._workflows.start("bundle", short_id("E", event_key), dict(facts))
            case EventKind.LINES_AWAITED:
                for supplier in facts["suppliers"].split(","):
                    self._awaiting[supplier] = datetime.fromisoformat(facts["at"])
            case EventKind.SUPPLIER_SILENT:
                self._tell_silent(facts)
            case EventKind.RETURN_ASKS | EventKind.NUMBER_DECIDED | EventKind.NUMBER_CHANGE_ALLOWED:
                follow_numbers(
                    kind,
                    facts,
                    desk=self._desk,
                    notices=self._notices,
                    ship_queue=self._ship_queue,
                    settings=self._settings,
                )
            case EventKind.SCANS_ASKED | EventKind.PARCEL_UNSCANNED | EventKind.PARCEL_QUIET:
                follow_scans(facts, desk=self._desk, notices=self._notices, settings=self._settings)
            case (
                EventKind.PARCEL_UNSEEN
                | EventKind.MORE_NUMBERS_KEPT
                | EventKind.NUMBER_CHANGE_REFUSED
            ):
                follow_uploads(
                    kind,
                    facts,
                    desk=self._desk,
                    notices=self._notices,
                    settings=self._settings,
                )
            case _:
                return

    def _look_at_quiet(self, order: str, status: str, event_key: str) -> None:
        """Work on an order that the platform has shipped only where we have not: see EB25.

        Almost every order becomes quiet because we shipped it; a look costs less than a workflow.
        """
        if status not in LEFT:
            return
        file = self._desk.order_file(OrderKey.parse(order))
        claimed = {name for name, work in file.lines.items() if work.state is LineState.CLAIMED}
        if file.holds.open or claimed:
            self._work_on(order, event_key)
        lines = file.order.lines if file.order else ()
        if any(line.is_virtual and line.line_id in claimed for line in lines):
            # Shipped by hand after the platform had refused it to us: the platform says so now.
            self._ship_virtual(order, event_key)

    def _ask_back(self, order: str, codes: list[str], event_key: str) -> None:
        """Look at an order again whose promised lines a person wants stopped, too."""
        if HELD_BY_HAND not in codes:
            return
        holds = self._desk.order_file(OrderKey.parse(order)).holds.open
        by_hand = [hold.finding for hold in holds if hold.finding.code == HELD_BY_HAND]
        if any(finding.severity is Severity.STOP for finding in by_hand):
            self._work_on(order, event_key)

    def _earns_otherwise(self, key: OrderKey) -> bool:
        """Tell whether gifts may hang on what goes back now: another line has them, or nobody.

        A smaller gift may be earned in the place of one that is not earned any more, so every
        order that waits with a gift, or that a gift was refused to, is looked at.
        """
        file = self._desk.order_file(key)
        if file.order is None or file.decision is None:
            return False
        of_platform = [file.line(line.line_id) for line in file.order.lines if line.is_gift]
        if any(work.state is LineState.CLAIMED for work in of_platform):
            return True
        of_rules = any(given.act == "gift" for given in file.decision.reasoning.given)
        waits = any(work.state in WAITING for work in file.lines.values())
        return waits and (of_rules or bool(of_platform))

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

    def _ship(self, facts: Mapping[str, str], event_key: str) -> None:
        if "parcel" not in facts:
            self._ship_virtual(facts["order"], event_key)
            return
        parcel_id = facts["parcel"]
        once = f"{parcel_id}-{facts['version']}"
        self._ship_queue.send([(parcel_id, once, parcel_id)])

    def _ship_virtual(self, order: str, event_key: str) -> None:
        # A group and a name of their own: an order's key may be longer than a queue takes.
        self._ship_queue.send([(short_id("V", order), short_id("V", event_key), order)])

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
        lines = [line for line in parcel.lines if line.key in fenced]
        self._notices.publish(
            late_tracking_alert(
                parcel,
                lines,
                store_name=self._settings.store(lines[0].key.order.store).name,
                supplier=self._settings.supplier(parcel.supplier),
                intercept=self._of_cases.to_intercept(lines[0].key.order),
                language=self._settings.language,
            )
        )

    def _tell_silent(self, facts: Mapping[str, str]) -> None:
        self._notices.publish(
            supplier_silent(
                self._settings.supplier(facts["supplier"]),
                number=facts["workbook"],
                told_at=datetime.fromisoformat(facts["told_at"]),
                parcel_count=int(facts["parcels"]),
                fall_back=facts.get("fall_back", ""),
                language=self._settings.language,
            )
        )

    def _tell_refused(self, facts: Mapping[str, str]) -> None:
        parcel = self._desk.parcels([facts["parcel"]])[facts["parcel"]]
        order = OrderKey.parse(facts["order"])
        self._notices.publish(
            upload_refused(
                parcel,
                order,
                PlatformRejected(
                    facts["code"], facts["sub_code"], facts["message"], facts["log_id"]
                ),
                store_name=self._settings.store(order.store).name,
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
