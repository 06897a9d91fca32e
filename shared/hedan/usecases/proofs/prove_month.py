"""Proves a month of a store: every refund with its end, the promise counted, files, one notice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from hedan.domain.proofs import ProofReport
from hedan.domain.proving import OrderTold, prove_order
from hedan.domain.refund_proofs import hop_times
from hedan.notices.proof_report import proof_notice
from hedan.pages.proof import proof_page
from hedan.ports import Archive, CaseBook, Desk, Notices
from hedan.settings import Settings, StoreSettings
from hedan.settings.running import StopSettings
from hedan.usecases.proofs.gather_month import MonthOrders
from hedan.usecases.proofs.months import month_of
from hedan.usecases.proofs.proof_files import proof_key
from hedan.workbooks.proof_book import proof_book

JSON = "application/json"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Beyond the ladder itself: a workflow that waits for somebody's working hours may take days.
PATIENCE, PATIENCE_IN_WORKING_HOURS = timedelta(hours=1), timedelta(days=14)


def prove_month(
    store: StoreSettings,
    month: str,
    *,
    desk: Desk,
    cases: CaseBook,
    archive: Archive,
    notices: Notices,
    settings: Settings,
    now: datetime,
) -> ProofReport:
    """Write and return the report of a month (2026-11) of the store's clock, and tell the owner.

    Written again it follows its orders up to now: what was open may have ended. What says that it
    was made, report.json, is written last: a run that dies is made again.
    """
    orders = MonthOrders(store, month_of(month), desk, cases, archive)
    report = folded(store, month, orders, settings.stop, now)
    place = proof_key(store.id, month)
    book = proof_book(report, settings.language)
    archive.put(f"{place}.xlsx", book, XLSX)
    archive.put(f"{place}.html", proof_page(report, settings.language).encode(), HTML)
    notices.publish(proof_notice(report, settings.language))
    archive.put(f"{place}.json", report.model_dump_json().encode(), JSON)
    return report


def folded(
    store: StoreSettings,
    month: str,
    orders: Iterable[OrderTold],
    stop: StopSettings,
    now: datetime,
) -> ProofReport:
    """Fold what the orders of a month tell into its report."""
    silent_after = _silent_after(stop)
    proofs = [prove_order(told, now=now, silent_after=silent_after) for told in orders]
    refunds = sorted(
        (one for proof in proofs for one in proof.refunds),
        key=lambda one: (one.asked_at, str(one.order), one.after_sale_id),
    )
    return ProofReport(
        store=store.id,
        store_name=store.name,
        platform=store.platform,
        month=month,
        zone=store.time_zone,
        made_at=now,
        refunds=tuple(refunds),
        orders=sum(bool(proof.refunds) for proof in proofs),
        lines=sum(proof.lines for proof in proofs),
        instructions=Counter(one for proof in proofs for one in proof.instructions),
        crossings=sum(proof.crossings for proof in proofs),
        stops=sum(proof.stops for proof in proofs),
        violations=tuple(one for proof in proofs for one in proof.violations),
        unread=tuple(dict.fromkeys(one for proof in proofs for one in proof.unread)),
        hops=hop_times(refunds),
    )


def _silent_after(stop: StopSettings) -> timedelta:
    ladder = timedelta(seconds=stop.reminder_seconds + stop.escalation_seconds)
    return ladder + (PATIENCE_IN_WORKING_HOURS if stop.in_working_hours else PATIENCE)
