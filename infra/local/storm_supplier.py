"""A supplier in the storm: writes labels into its file while mails ask for goods back."""

import threading
from collections.abc import Callable, Mapping

from hedan.domain.stops import Stop, StopAnswer
from hedan.pages import ANSWER_FIELD
from infra.local import web
from infra.local.mailbox import Mail
from infra.local.scenes import WORK_SECONDS_MAX, Day
from infra.local.storm_work import Moment, Moments
from infra.local.supplier import link_of
from infra.local.supplier_sheets import Row, written
from infra.local.waiting import wait_for

LOOK_SECONDS = 0.25
LOOKS_MAX = 100
type Goods = tuple[str, str, str]  # A workbook's number, an order's id, the code of what it wants.


class StormSupplier:
    """Reads its mails; what it has labelled is gone, all else stays."""

    def __init__(self, day: Day, supplier_id: str, moments: Moments, silent: set[str]) -> None:
        """`silent` are the orders whose stops it does not answer."""
        self._day = day
        self._self = day.world.suppliers[supplier_id]
        self._moments = moments
        self._silent = silent
        self._labels: dict[str, str] = {}  # By parcel.
        self._labelled: set[Goods] = set()
        self._read: set[str] = set()  # Stops about which a mail was read.
        self._seen = 0  # So many mails told that something is to go after all.
        self._has_kept = False  # It took something out before it had a label.
        self.pressed = 0

    def works(self, over: threading.Event) -> None:
        """Label half of the file at once, later the rest; answer mails until it is over."""
        self._wait_workbook(1)
        self._moments.reach(Moment.WRITTEN)
        self._label(lambda parcel: parcel % 2 == 0)
        self._moments.reach(Moment.BACK)
        self._reads_mails_first(over)
        self._label(lambda _: True)
        while not over.wait(LOOK_SECONDS):
            self._answer()
            self._see()

    def _reads_mails_first(self, over: threading.Event) -> None:
        """Answer mails until something was kept, or for as many looks as nobody waits longer."""
        for _ in range(LOOKS_MAX):
            self._answer()
            if self._has_kept or over.wait(LOOK_SECONDS):
                return

    def labels_the_rest(self, *, is_more: bool) -> None:
        """Label what came with the second wave, and what nobody wants back any more."""
        if is_more:
            self._wait_workbook(2)
        self._label(lambda _: True)

    def _wait_workbook(self, count: int) -> None:
        wait_for(
            f"{self._self.supplier_id} is told of workbook {count}",
            lambda: len(self._self.mails("workbook")) >= count,
            seconds=WORK_SECONDS_MAX,
        )

    def _label(self, wants: Callable[[int], bool]) -> None:
        """Write a number into every row that is wanted; hand in each file that has a new one."""
        not_to_go = self._labelled | self._asked_back()
        for sheet in self._self.workbooks():
            numbers = {parcel: at for at, parcel in enumerate(_parcels(sheet.rows))}
            new = {
                _goods(sheet.number, row)
                for row in sheet.rows
                if _goods(sheet.number, row) not in not_to_go and wants(numbers[row["包裹号"]])
            }
            if new:
                says = self._says(sheet.number, new)
                self._self.hand_in(sheet.number, written(sheet.content, says))
                self._labelled |= new

    def _says(self, number: str, new: set[Goods]) -> Callable[[Row], Mapping[str, str]]:
        def says(row: Row) -> Mapping[str, str]:
            if _goods(number, row) not in new:
                return {}
            parcel = row["包裹号"]
            if parcel not in self._labels:
                self._labels[parcel] = self._self.label()
            return self._self.bears(self._labels[parcel])

        return says

    def _stops(self) -> list[Stop]:
        return list(self._day.world.desk.stops(self._self.supplier_id))

    def _asked_back(self) -> set[Goods]:
        """Return what it was told to keep, and has kept or not said anything about."""
        return {
            goods
            for stop in self._stops()
            if stop.answer is StopAnswer.STOPPED or (stop.told and not stop.is_settled)
            for goods in self._goods_of(stop)
        }

    def _goods_of(self, stop: Stop) -> set[Goods]:
        at_platform = self._day.world.platform.order(stop.order.order_id)
        lines = (at_platform.line(line.key.line_id) for line in stop.lines)
        return {
            (stop.workbook, stop.order.order_id, line.item.code)
            for line in lines
            if line is not None
        }

    def _answer(self) -> None:
        """Answer each new mail that asks for goods back by a button of the page behind its link."""
        mails = self._self.mails("stop_notice")
        stops = {one.stop_id: one for one in self._stops()}  # Each was there before its mail.
        for mail in mails:
            (name,) = (one for one in stops if one in mail.body)
            if name not in self._read and stops[name].order.order_id not in self._silent:
                has_gone = bool(self._goods_of(stops[name]) & self._labelled)
                before = self.pressed
                self._press(mail, StopAnswer.GONE if has_gone else StopAnswer.STOPPED)
                self._has_kept |= not has_gone and self.pressed > before
            self._read.add(name)

    def _press(self, mail: Mail, answer: StopAnswer) -> None:
        """Press it, unless the buttons are gone: the buyer has thought better of it."""
        page = web.get(link_of(mail))
        for form in page.forms:
            if form.fields.get(ANSWER_FIELD) == answer:
                web.submit(form, page, {})
                self.pressed += 1

    def _see(self) -> None:
        """Say of everything that is to go after all that it was read, once for new mails."""
        mails = len(self._self.mails("stop_withdrawn"))
        if mails == self._seen:
            return
        page = self._self.page()
        for form in page.forms:
            if "/withdrawals/" in form.action:
                web.submit(form, page, {})
                self.pressed += 1
        self._seen = mails


def _goods(number: str, row: Row) -> Goods:
    return number, row["订单号"], row["商家编码"]


def _parcels(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["包裹号"] for row in rows))
