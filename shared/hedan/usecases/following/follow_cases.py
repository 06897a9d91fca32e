"""What follows for after-sales: what is told by itself, who calls the platform, who hears."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.base import OrderKey, short_id
from hedan.domain.events import EventKind
from hedan.domain.stops import StopAnswer
from hedan.notices.cases import act_refused, return_aged
from hedan.ports import CaseBook, Desk, Notices, Queue
from hedan.settings import Settings
from hedan.usecases.answers.answer_by_rule import answer_by_rule
from hedan.usecases.answers.ask_act import may_intercept

# A message of the ship queue that names a case: its ids hold no such sign.
CASE_MARK = "case"
SEPARATOR = "#"


class CaseFollower:
    """What an event of an after-sale may start or whom it may reach."""

    def __init__(
        self,
        desk: Desk,
        cases: CaseBook,
        queue: Queue,
        notices: Notices,
        settings: Settings,
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._cases = cases
        self._queue = queue
        self._notices = notices
        self._settings = settings
        self._now = now

    def follow(self, kind: EventKind, facts: Mapping[str, str], event_key: str) -> None:
        """Start what follows. Harmless to repeat."""
        match kind:
            case EventKind.FENCE_CLOSED | EventKind.FENCE_LIFTED:
                if facts["status"] == AfterSaleStatus.REQUESTED:
                    self._answer(facts["order"], too_late=False)
            case EventKind.STOP_ANSWERED:
                self._answer(facts["order"], too_late=facts["answer"] == StopAnswer.GONE)
            case EventKind.TRACKING_FOR_FENCED:
                lines = facts["lines"].split(",")
                for order in dict.fromkeys(line.rpartition("/")[0] for line in lines):
                    self._answer(order, too_late=True)
            case EventKind.CASE_ACT_ASKED:
                self._call(facts, event_key)
            case EventKind.CASE_ACT_REFUSED:
                self._tell_refused(facts)
            case EventKind.RETURN_AGED:
                self._tell_aged(facts)
            case _:
                return

    def to_intercept(self, order: OrderKey) -> str:
        """Return the case for which a person may have a parcel returned; empty: for none."""
        if self._settings.stop.intercept != "ask":
            return ""
        cases = self._desk.order_file(order).after_sales.values()
        fit = (one for one in cases if may_intercept(one, self._settings))
        return next((one.after_sale_id for one in fit), "")

    def _answer(self, order: str, *, too_late: bool) -> None:
        answer_by_rule(
            OrderKey.parse(order),
            too_late=too_late,
            cases=self._cases,
            desk=self._desk,
            settings=self._settings,
            now=self._now(),
        )

    def _call(self, facts: Mapping[str, str], event_key: str) -> None:
        named = SEPARATOR.join((CASE_MARK, facts["order"], facts["case"]))
        self._queue.send([(short_id("C", named), short_id("C", event_key), named)])

    def _tell_refused(self, facts: Mapping[str, str]) -> None:
        order = OrderKey.parse(facts["order"])
        self._notices.publish(
            act_refused(
                order,
                facts,
                store_name=self._settings.store(order.store).name,
                language=self._settings.language,
            )
        )

    def _tell_aged(self, facts: Mapping[str, str]) -> None:
        back = self._desk.supplier_return(facts["supplier"], facts["return"])
        if back is None:
            raise KeyError(f"return {facts['return']} of {facts['supplier']}")
        self._notices.publish(
            return_aged(
                back,
                store_name=self._settings.store(back.store).name,
                supplier=self._settings.supplier(back.supplier),
                language=self._settings.language,
            )
        )


def case_in(named: str) -> tuple[OrderKey, str] | None:
    """Return the case that a message of the ship queue names; None of any other message."""
    mark, _, rest = named.partition(SEPARATOR)
    if mark != CASE_MARK:
        return None
    order, _, case_id = rest.rpartition(SEPARATOR)
    return OrderKey.parse(order), case_id
