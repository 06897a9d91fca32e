"""The report of a dry run as text: what a seller reads before publishing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from hedan.deciding.rule_health_text import health_lines
from hedan.domain.dry_run import Changed, Counts, DryRunReport, Facet, Shift
from hedan.texts import Language, finding_title, say

MINOR_PER_MAJOR = 100


def dry_run_text(report: DryRunReport, language: Language) -> str:
    """Return the report in words, one fact a line. Money: in the seller's own currency."""
    counts, run = report.counts, report.run
    head = [
        say(language, "dryrun.title"),
        say(
            language,
            "dryrun.looked",
            draft=run.draft,
            version=run.base_version,
            days=run.days,
            files=report.files,
            orders=counts.orders,
        ),
        "",
    ]
    return "\n".join((*head, *_result(report, language))) + "\n"


def _result(report: DryRunReport, language: Language) -> Iterator[str]:
    counts = report.counts
    if not counts.orders:
        yield say(language, "dryrun.nothing")
        return
    if not counts.changed:
        yield say(language, "dryrun.same")
    else:
        yield say(language, "dryrun.changed", changed=counts.changed, orders=counts.orders)
        yield from _headed(language, "facets", _facets(counts, language))
        yield from _headed(language, "holds", _holds(counts, language))
    # Prices, weights and the merge settings may change what no decision shows.
    yield from _headed(language, "parcels", _parcels(counts, language))
    lines = ("  " + line for line in health_lines(report.health, language))
    yield from _headed(language, "rules", lines)


def _headed(language: Language, name: str, lines: Iterator[str]) -> Iterator[str]:
    yield ""
    yield say(language, f"dryrun.heading.{name}")
    yield from lines


def _facets(counts: Counts, language: Language) -> Iterator[str]:
    for facet, changed in counts.facets.items():
        name = say(language, f"dryrun.facet.{facet}")
        yield "  " + say(language, "dryrun.facet", name=name, orders=changed.orders)
        yield from _examples(changed, facet, language)


def _examples(changed: Changed, facet: Facet, language: Language) -> Iterator[str]:
    for one in changed.examples:
        yield "    " + say(
            language,
            "dryrun.example",
            order=one.order,
            before=_values(one.before, facet, language),
            after=_values(one.after, facet, language),
        )


def _values(values: tuple[str, ...], facet: Facet, language: Language) -> str:
    if facet in (Facet.HELD, Facet.WORDS):
        values = tuple(finding_title(language, code) for code in values)
    return ", ".join(values) or say(language, "dryrun.none")


def _holds(counts: Counts, language: Language) -> Iterator[str]:
    yield _shift(language, say(language, "dryrun.held"), counts.held)
    for code, hold in counts.holds.items():
        yield "  " + say(
            language,
            "dryrun.hold",
            name=finding_title(language, code),
            gained=hold.gained.orders,
            lost=hold.lost.orders,
            change=f"{hold.change:+d}",
        )
        for changed in (hold.gained, hold.lost):
            yield from _examples(changed, Facet.HELD, language)


def _parcels(counts: Counts, language: Language) -> Iterator[str]:
    yield _shift(language, say(language, "dryrun.parcels"), counts.parcels)
    nobody = say(language, "dryrun.no_carrier")
    for carrier, shift in counts.carriers.items():
        name = say(language, "dryrun.carrier", carrier=carrier or nobody)
        yield _shift(language, name, shift)
    for supplier, shift in counts.lines.items():
        yield _shift(language, say(language, "dryrun.lines", supplier=supplier), shift)
    money: Mapping[str, Shift] = {"freight": counts.freight_minor, "gifts": counts.gifts_minor}
    for name, shift in money.items():
        yield _shift(language, say(language, f"dryrun.{name}"), shift, MINOR_PER_MAJOR)
    unknown = {"freight_unknown": counts.freight_unknown, "gifts_unknown": counts.gifts_unknown}
    for name, shift in unknown.items():
        if shift.before or shift.after:
            yield _shift(language, say(language, f"dryrun.{name}"), shift)


def _shift(language: Language, name: str, shift: Shift, units: int = 1) -> str:
    before, after, change = (
        Decimal(number) / units for number in (shift.before, shift.after, shift.change)
    )
    digits = ".0f" if units == 1 else ".2f"
    return "  " + say(
        language,
        "dryrun.shift",
        name=name,
        before=f"{before:{digits}}",
        after=f"{after:{digits}}",
        change=f"{change:+{digits}}",
    )
