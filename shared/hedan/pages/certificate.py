"""The completeness certificate as text: what a seller keeps, or shows to whoever asks."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hedan.domain.certificate import Certificate, ListingProof
from hedan.domain.pull_ledger import Door
from hedan.texts import Language, say

DOORS: tuple[Door, ...] = ("push", "poll", "file")


def certificate_text(certificate: Certificate, language: Language) -> str:
    """Return the certificate in words, one fact a line."""
    zone = ZoneInfo(certificate.zone)
    head = [
        say(language, "certificate.title"),
        say(
            language,
            "certificate.store",
            name=certificate.store_name,
            store=certificate.store,
            platform=certificate.platform,
        ),
        say(language, "certificate.day", day=certificate.day, zone=certificate.zone),
        say(
            language,
            "certificate.covers",
            since=_local(certificate.since, zone),
            until=_local(certificate.until, zone),
        ),
        say(language, "certificate.made", at=_local(certificate.made_at, zone)),
        "",
        say(language, _result(certificate)),
    ]
    parts = [line for proof in certificate.listings for line in _listing(proof, zone, language)]
    return "\n".join((*head, *parts)) + "\n"


def _result(certificate: Certificate) -> str:
    if certificate.lists_nothing:
        return "certificate.no_api"
    return "certificate.complete" if certificate.is_complete else "certificate.incomplete"


def _listing(proof: ListingProof, zone: ZoneInfo, language: Language) -> Iterator[str]:
    counted = say(language, "certificate.not_counted") if proof.counted is None else proof.counted
    yield ""
    yield say(language, f"certificate.{proof.listing}")
    yield "  " + say(
        language, "certificate.asked", windows=proof.windows, asked=proof.asked, pages=proof.pages
    )
    yield "  " + say(
        language,
        "certificate.rows",
        rows=proof.rows,
        distinct=proof.distinct,
        counted=counted,
        taken=proof.taken,
        aside=proof.rows_set_aside,
    )
    if proof.doors:
        doors = {door: proof.doors.get(door, 0) for door in DOORS}
        yield "  " + say(language, "certificate.doors", **doors)
        slowest = {door: proof.slowest.get(door, 0) for door in DOORS}
        yield "  " + say(language, "certificate.slowest", **slowest)
    for since, until in proof.gaps:
        span = {"since": _local(since, zone), "until": _local(until, zone)}
        yield "  " + say(language, "certificate.gap", **span)
    for window in proof.open:
        span = {"since": _local(window.since, zone), "until": _local(window.until, zone)}
        yield "  " + say(language, "certificate.open", **span, why=window.why)
    for one in proof.set_aside:
        yield "  " + say(language, "certificate.aside", subject=one.subject, reason=one.reason)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
