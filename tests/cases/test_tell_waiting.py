"""Nobody forgets a case: its owner hears once that the platform's time is nearly over."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import ActStep, Case, CaseKind, PlatformAct, fresh_case
from hedan.notices.case_queue import CASES_TOLD_MAX, CasesLevel, WaitingCase, cases_notice
from hedan.notices.sms import is_one_message
from hedan.settings import CaseSettings, Settings
from hedan.texts import Language
from hedan.usecases.cases.tell_waiting import TOLD_MAX, tell_waiting
from tests.domain.builders import NOW, hours, make_after_sale, order_key
from tests.fakes.gates import AFTER, Crash, FailsAt
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryNotices
from tests.notices.builders import FOREIGN
from tests.simulation.world import SETTINGS
from tests.staff.calls import Shop
from tests.staff.test_orders import stored

STORE = SETTINGS.stores[0]


class Watch:
    """A desk with cases, and who looks at them."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.shop = Shop()
        assert isinstance(self.shop.desk, MemoryDesk)
        self.desk = self.shop.desk
        self.notices = MemoryNotices()
        self.settings = settings

    def case(self, name: str, left: float | None, **changes: object) -> None:
        due = NOW + hours(left) if left is not None else None
        stored(self.shop, make_after_sale(after_sale_id=name, answer_by=due).but(**changes))

    def look(self) -> list[str]:
        said = tell_waiting(
            self.settings,
            book=MemoryCases(self.desk),
            desk=self.desk,
            notices=self.notices,
            now=NOW,
        )
        return [one.split()[0] + " " + one.split()[2] for one in said]


def test_of_each_case_that_is_nearly_over_the_owner_hears_once() -> None:
    watch = Watch()
    for name, left in (("71", 5.9), ("72", -3), ("73", 6.1), ("74", None)):
        watch.case(name, left)
    assert watch.look() == ["due 72", "due 71"]
    (notice,) = watch.notices.published
    assert notice.attributes == {
        "kind": "case_due",
        "severity": "urgent",
        "audience": "owner",
        "store": STORE.id,
    }
    assert "2 个售后快到平台期限" in notice.title
    assert watch.look() == []
    assert len(watch.notices.published) == 1


def test_the_owner_says_how_early() -> None:
    watch = Watch(SETTINGS.but(cases=CaseSettings(due_hours=1)))
    watch.case("71", 5.9)
    watch.case("72", 0.9)
    assert watch.look() == ["due 72"]


def test_what_waits_for_nobody_of_ours_is_not_told() -> None:
    watch = Watch()
    watch.case("71", 1, status=AfterSaleStatus.AGREED, kind=AfterSaleKind.REFUND_ONLY)
    watch.case("72", 1)
    act = ActStep(act=PlatformAct.AGREE, asked_at=NOW, asked_by="li")
    case = fresh_case(order_key(), "72", CaseKind.AFTER_SALE, NOW).but(acts=(act,))
    stored(watch.shop, case)
    assert watch.look() == []
    watch.case("73", 1, status=AfterSaleStatus.UNKNOWN, kind=AfterSaleKind.UNKNOWN)
    dispute = fresh_case(order_key(), "K1", CaseKind.DISPUTE, NOW)
    stored(watch.shop, dispute.but(answer_by=NOW + hours(2)))
    assert watch.look() == ["due 73", "due K1"]


def test_new_ones_are_told_only_where_the_settings_ask_for_it() -> None:
    quiet, loud = Watch(), Watch(SETTINGS.but(cases=CaseSettings(tell_new=True)))
    for watch in (quiet, loud):
        watch.case("71", 48)
        watch.case("72", None, asked_at=NOW - timedelta(days=2))
    assert quiet.look() == []
    assert loud.look() == ["new 71"]
    assert loud.look() == []
    assert loud.notices.published[0].attributes["severity"] == "info"


def test_a_crash_says_it_twice_at_most_and_never_not_at_all() -> None:
    for position in range(12):
        watch = Watch()
        watch.case("71", 1)
        watch.case("72", 2)
        watch.desk.gate = watch.notices.gate = gate = FailsAt(position, Crash())
        with suppress(Crash):
            watch.look()
        watch.look()
        told = "\n".join(notice.title for notice in watch.notices.published)
        assert 1 <= len(watch.notices.published) <= 2, (position, gate.failed_at, told)
        assert watch.look() == []


def test_nothing_due_costs_one_read() -> None:
    watch = Watch()
    watch.case("71", 48)
    seen: list[str] = []
    watch.desk.gate = seen.append
    assert watch.look() == []
    assert [point for point in seen if not point.startswith(AFTER)] == ["before cases.open_cases"]


def test_a_storm_is_told_in_portions_and_in_one_notice_each() -> None:
    watch = Watch()
    for number in range(TOLD_MAX + 5):
        watch.case(str(number), 1)
    assert (len(watch.look()), len(watch.look()), len(watch.look())) == (TOLD_MAX, 5, 0)
    first = watch.notices.published[0]
    assert f"还有 {TOLD_MAX - CASES_TOLD_MAX} 个" in first.email_body
    told = [case for case in watch.desk.all(Case) if case.due_told_at == NOW]
    assert len(told) == TOLD_MAX + 5


@given(
    st.sampled_from(["due", "new"]),
    st.sampled_from(["zh", "en"]),
    FOREIGN,
    st.integers(1, 99_999),
)
def test_every_notice_fits_its_channels(
    level: CasesLevel, language: Language, name: str, count: int
) -> None:
    one = WaitingCase(order_key(), "71", "refund_only", 5990, "CNY", NOW)
    store = STORE.but(name=name or "x")
    notice = cases_notice(level, [one] * min(count, 300), store, language)
    assert is_one_message(notice.sms)
    assert notice.subject.isascii()
    assert "59.90 CNY" in notice.email_body
    assert "2026-10-01 20:00 (UTC+08:00)" in notice.email_body


def test_there_is_no_notice_of_nothing() -> None:
    with pytest.raises(ValueError, match=STORE.id):
        cases_notice("due", [], STORE, "en")
