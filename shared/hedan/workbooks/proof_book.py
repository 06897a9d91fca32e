"""The workbook of a month's proof report: what was counted, every refund, every violation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hedan.domain.currencies import decimals_of
from hedan.domain.proofs import InstructionKind, ProofReport
from hedan.texts import Language, say
from hedan.texts.proof_words import counts_in_words, result_in_words
from hedan.texts.words import moment
from hedan.workbooks.plain_book import PlainSheet, Value, plain_book

# Headings by their texts, with their widths.
PERCENTILES = ("p50", "p95", "p99")
SUMMARY = (("what", 90), ("value", 10), ("p50", 12), ("p95", 12), ("p99", 12))
REFUNDS = (
    *(("order", 24), ("after_sale", 24), ("kind", 18), ("amount", 10), ("lines", 24)),
    *(("end", 28), ("asked_at", 20), ("seen_at", 20), ("fenced_at", 20), ("told_at", 20)),
    *(("acknowledged_at", 20), ("settled_at", 20), ("escalated_at", 20)),
)
VIOLATIONS = (
    *(("what", 32), ("kind", 16), ("order", 36), ("lines", 24), ("parcel", 18)),
    *(("fenced_at", 20), ("at", 20), ("evidence", 48)),
)
INSTANTS = (
    *("asked_at", "seen_at", "fenced_at", "told_at", "acknowledged_at", "settled_at"),
    "escalated_at",
)


def proof_book(report: ProofReport, language: Language) -> bytes:
    """Return the file: the result and its counts, each refund, each violation."""
    return plain_book(
        _sheet("summary", SUMMARY, _summary(report, language), language),
        _sheet("refunds", REFUNDS, _refunds(report, language), language),
        _sheet("violations", VIOLATIONS, _violations(report, language), language),
    )


def _sheet(
    name: str,
    columns: Iterable[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    language: Language,
) -> PlainSheet:
    heads = [
        (one if one in PERCENTILES else say(language, f"proof.{one}"), width)
        for one, width in columns
    ]
    return PlainSheet(say(language, f"proof.sheet.{name}"), heads, rows)


def _summary(report: ProofReport, language: Language) -> Iterator[tuple[Value, ...]]:
    given = {"name": report.store_name, "store": report.store, "platform": report.platform}
    yield (say(language, "proof.title", store=report.store_name, month=report.month),)
    yield (say(language, "proof.store", **given),)
    yield (say(language, "proof.made", at=moment(report.made_at, report.zone)),)
    yield (result_in_words(report, language), len(report.violations))
    for line in counts_in_words(report, language):
        yield (line,)
    for key in ("proof.promise", "proof.how", "proof.limits"):
        yield (say(language, key),)
    for kind in InstructionKind:
        yield say(language, f"proof.instruction.{kind.value}"), report.instructions.get(kind, 0)
    for end, count in report.ends.items():
        yield say(language, f"proof.end.{end.value}"), count
    for hop, times in report.hops.items():
        spans = (_seconds(times.p50), _seconds(times.p95), _seconds(times.p99))
        yield say(language, f"proof.hop.{hop.value}"), times.count, *spans
    for unread in report.unread:
        yield (f"{say(language, 'proof.unread')}: {unread}",)


def _seconds(span: float) -> Decimal:
    return Decimal(str(round(span, 2)))


def _refunds(report: ProofReport, language: Language) -> Iterator[tuple[Value, ...]]:
    for one in report.refunds:
        yield (
            one.order.order_id,
            one.after_sale_id,
            say(language, f"case.kind.{one.kind.value}"),
            Decimal(one.refund_minor).scaleb(-decimals_of(one.currency)),
            ", ".join(one.line_ids),
            say(language, f"proof.end.{one.end.value}"),
            *(_local(getattr(one, name), report) for name in INSTANTS),
        )


def _violations(report: ProofReport, language: Language) -> Iterator[tuple[Value, ...]]:
    for one in report.violations:
        given = one.instruction
        yield (
            say(language, f"proof.violation.{one.kind.value}"),
            say(language, f"proof.instruction.{given.value}") if given else "",
            str(one.order),
            one.line_id,
            one.parcel_id,
            _local(one.fenced_at, report),
            _local(one.at, report),
            one.evidence,
        )


def _local(at: datetime | None, report: ProofReport) -> datetime | None:
    """Return an instant as the store's clock shows it: a cell knows no zones, nor fractions."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(report.zone)).replace(tzinfo=None, microsecond=0)
