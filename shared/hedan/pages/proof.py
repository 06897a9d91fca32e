"""The proof report as a page: one file that is kept, printed, or shown to whoever asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from hedan.domain.proofs import ProofReport, RefundProof
from hedan.pages.html import Html, fill, joined
from hedan.pages.layout import page
from hedan.texts import Language, say
from hedan.texts.proof_words import (
    counts_in_words,
    ends_in_words,
    hops_in_words,
    result_in_words,
    second,
    violation_in_words,
)
from hedan.texts.words import clean, moment

# More make a page that no browser of a packing table scrolls through.
REFUNDS_SHOWN: Final = 500
_INSTANTS: Final = ("asked_at", "seen_at", "fenced_at", "told_at", "acknowledged_at", "settled_at")


def proof_page(report: ProofReport, language: Language) -> str:
    """Return the whole page."""
    title = say(language, "proof.title", store=report.store_name, month=report.month)
    parts = (
        fill("<h1>{title}</h1>", title=title),
        _head(report, language),
        _result(report, language),
        _listed(
            say(language, "proof.violations"),
            (violation_in_words(one, report.zone, language) for one in report.violations),
            "alarm",
        ),
        _listed(say(language, "proof.unread"), report.unread, "ask"),
        _listed(say(language, "proof.hops"), hops_in_words(report, language), ""),
        _listed(say(language, "proof.ends"), ends_in_words(report, language), ""),
        _refunds(report, language),
    )
    return page(language, title, joined(parts))


def _head(report: ProofReport, language: Language) -> Html:
    store = say(
        language,
        "proof.store",
        name=report.store_name,
        store=report.store,
        platform=report.platform,
    )
    made = say(language, "proof.made", at=moment(report.made_at, report.zone))
    return joined(fill('<p class="quiet">{line}</p>', line=line) for line in (store, made))


def _result(report: ProofReport, language: Language) -> Html:
    lines = (*counts_in_words(report, language), say(language, "proof.promise"))
    quiet = (say(language, "proof.how"), say(language, "proof.limits"))
    return fill(
        '<section class="{look}"><h2>{result}</h2>{lines}{quiet}</section>',
        look={"kept": "good", "partly": "ask", "broken": "alarm"}[report.result],
        result=result_in_words(report, language),
        lines=joined(fill("<p>{line}</p>", line=line) for line in lines),
        quiet=joined(fill('<p class="quiet">{line}</p>', line=line) for line in quiet),
    )


def _listed(heading: str, lines: Iterable[str], look: str) -> Html:
    items = joined(fill("<li>{line}</li>", line=line) for line in lines)
    if not items:
        return Html()
    return fill(
        '<section class="{look}"><h2>{heading}</h2><ul>{items}</ul></section>',
        look=look,
        heading=heading,
        items=items,
    )


def _refunds(report: ProofReport, language: Language) -> Html:
    heading = say(language, "proof.refunds")
    if not report.refunds:
        none = fill("<p>{none}</p>", none=say(language, "proof.none"))
        return _section(heading, none)
    shown = report.refunds[:REFUNDS_SHOWN]
    entries = joined(_refund(one, report, language) for one in shown)
    more = (
        fill('<p class="quiet">{more}</p>', more=say(language, "proof.more", shown=REFUNDS_SHOWN))
        if len(report.refunds) > REFUNDS_SHOWN
        else Html()
    )
    return _section(heading, joined((more, entries)))


def _refund(refund: RefundProof, report: ProofReport, language: Language) -> Html:
    """Return one refund: which, its instants in a line each, how it ended."""
    times = (
        (say(language, f"proof.{name}"), second(at, report.zone)) for name, at in _told(refund)
    )
    return fill(
        '<div class="entry"><p><b>{end}</b> <span class="long">{order}</span> '
        '<span class="quiet long">{after_sale}</span></p><p class="quiet">{times}</p></div>',
        end=say(language, f"proof.end.{refund.end.value}"),
        order=clean(refund.order.order_id),
        after_sale=clean(refund.after_sale_id),
        times=" · ".join(f"{name} {at}" for name, at in times),
    )


def _told(refund: RefundProof) -> Iterator[tuple[str, datetime]]:
    for name in (*_INSTANTS, "escalated_at"):
        at = getattr(refund, name)
        if at is not None:
            yield name, at


def _section(heading: str, body: Html) -> Html:
    return fill("<section><h2>{heading}</h2>{body}</section>", heading=heading, body=body)
