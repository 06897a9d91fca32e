"""The answered rows of the sheets beside the Ship sheet: stops, changes, returns, one by one."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hedan.domain.returns import ReturnState
from hedan.domain.stops import StopAnswer
from hedan.ports import Desk
from hedan.settings import SupplierSettings
from hedan.usecases.accounts.settle_return import settle_return
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.workbooks.answer_texts import answered_text
from hedan.workbooks.other_columns import SheetKind
from hedan.workbooks.other_texts import answer_word
from hedan.workbooks.result import Verdict
from hedan.workbooks.returned import ReturnedAnswer


class OtherVerdict(NamedTuple):
    """What became of one answer."""

    answer: ReturnedAnswer
    verdict: Verdict


def apply_others(
    answers: Iterable[ReturnedAnswer],
    workbook: str,
    supplier: SupplierSettings,
    *,
    desk: Desk,
    now: datetime,
) -> tuple[OtherVerdict, ...]:
    """Let each answer land where a button would put it, each in a transaction of its own.

    The first answer stands: the same file again changes nothing, one that says otherwise is
    refused with its cell. Raises TryAgain when others keep writing to one of them.
    """
    applying = _Applying(workbook, supplier, desk, now)
    return tuple(OtherVerdict(one, applying.verdict(one)) for one in answers)


class _Applying:
    def __init__(
        self, workbook: str, supplier: SupplierSettings, desk: Desk, now: datetime
    ) -> None:
        self._workbook = workbook
        self._supplier = supplier
        self._desk = desk
        self._now = now

    def verdict(self, one: ReturnedAnswer) -> Verdict:
        """Apply one answer."""
        try:
            match one.sheet:
                case SheetKind.STOP:
                    return self._stop(one)
                case SheetKind.CHANGED:
                    return self._seen(one)
                case _:
                    return self._back(one)
        except KeyError:  # The key's check held, but it is no stop or return of this supplier.
            return self._said(one, "SUBJECT_UNKNOWN", accepted=False)

    def _stop(self, one: ReturnedAnswer) -> Verdict:
        wanted = StopAnswer(one.answer)
        stop = answer_stop(
            self._supplier.id, one.subject_id, wanted, self._by(one), desk=self._desk, now=self._now
        )
        stands = stop.answer is None or stop.answer is wanted
        if stands or wanted is StopAnswer.LABEL_PRINTED:
            return self._said(one, f"STOP_{wanted.name}")
        value = answer_word(SheetKind.STOP, str(stop.answer), self._supplier.language)
        return self._said(one, "STOP_BEFORE", accepted=False, value=value)

    def _seen(self, one: ReturnedAnswer) -> Verdict:
        see_withdrawal(
            self._supplier.id, one.subject_id, self._by(one), desk=self._desk, now=self._now
        )
        return self._said(one, "CHANGE_SEEN")

    def _back(self, one: ReturnedAnswer) -> Verdict:
        received = one.answer == ReturnState.RECEIVED.value
        wanted = ReturnState.RECEIVED if received else ReturnState.LOST
        settled = settle_return(
            self._supplier.id,
            one.subject_id,
            wanted,
            one.note,
            self._by(one),
            desk=self._desk,
            now=self._now,
        )
        if settled.state is not wanted:
            return self._said(one, "RETURN_BEFORE", accepted=False)
        return self._said(one, f"RETURN_{wanted.name}")

    def _by(self, one: ReturnedAnswer) -> str:
        return f"workbook {self._workbook} {one.sheet_name}!{one.cell}"

    def _said(
        self, one: ReturnedAnswer, code: str, *, accepted: bool = True, value: str = ""
    ) -> Verdict:
        message = answered_text(code, self._supplier.language, value)
        return Verdict(accepted, code, message, one.cell)
