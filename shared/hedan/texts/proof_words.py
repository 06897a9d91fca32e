"""How a proof report is written: the same words in its notice, on its page and in its workbook."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hedan.domain.proofs import InstructionKind, ProofReport, Violation
from hedan.texts import Language, say
from hedan.texts.words import clean


def result_in_words(report: ProofReport, language: Language) -> str:
    """Say whether the promise was kept."""
    return say(
        language,
        f"proof.{report.result}",
        count=len(report.violations),
        unread=len(report.unread),
    )


def counts_in_words(report: ProofReport, language: Language) -> list[str]:
    """Say what was looked at, one count a line."""
    given = {kind.value: report.instructions.get(kind, 0) for kind in InstructionKind}
    lines = [
        say(
            language,
            "proof.counts",
            refunds=len(report.refunds),
            orders=report.orders,
            lines=report.lines,
        ),
        say(language, "proof.instructions", stops=report.stops, **given),
    ]
    if report.crossings:
        lines.append(say(language, "proof.crossings", count=report.crossings))
    return lines


def ends_in_words(report: ProofReport, language: Language) -> list[str]:
    """Say how many refunds ended how, one end a line."""
    return [
        say(language, "proof.ended", end=say(language, f"proof.end.{end.value}"), count=count)
        for end, count in report.ends.items()
    ]


def hops_in_words(report: ProofReport, language: Language) -> list[str]:
    """Say how long each hop took, one a line."""
    return [
        say(
            language,
            "proof.hop_times",
            hop=say(language, f"proof.hop.{hop.value}"),
            count=times.count,
            p50=round(times.p50, 1),
            p95=round(times.p95, 1),
            p99=round(times.p99, 1),
        )
        for hop, times in report.hops.items()
    ]


def violation_in_words(one: Violation, zone: str, language: Language) -> str:
    """Name one violation in a line: what, which line of which order, when."""
    where = f"{one.order}/{one.line_id}" if one.line_id else str(one.order)
    parts = [
        say(language, f"proof.violation.{one.kind.value}"),
        say(language, f"proof.instruction.{one.instruction.value}") if one.instruction else "",
        clean(where),
        one.parcel_id,
        f"{say(language, 'proof.fenced_at')} {second(one.fenced_at, zone)}"
        if one.fenced_at
        else "",
        second(one.at, zone),
        clean(one.evidence),
    ]
    return "; ".join(part for part in parts if part)


def second(at: datetime | None, zone: str) -> str:
    """Write an instant to the second as the store's clock shows it; nothing for none."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}" if at else ""
