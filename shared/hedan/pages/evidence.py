"""The summary of an evidence bundle: one page to print, every line in both languages."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from hedan.domain.cases import Case, Offer
from hedan.domain.currencies import amount_shown
from hedan.domain.evidence import Evidence, PolicySaid
from hedan.domain.orders import Line, Order
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.pages.html import Html, fill, joined
from hedan.pages.layout import page
from hedan.texts import say
from hedan.texts.words import clean

# What a form of a platform has room for; the files hold all of it.
LINES_SHOWN: Final = 40
STEPS_SHOWN: Final = 5

type Fact = tuple[str, str]  # A text's name, and what is so; empty: left out.


def evidence_page(evidence: Evidence, files: Sequence[str]) -> str:
    """Return the whole page. files: hash and name of each file beside it."""
    order = clean(evidence.case.order.order_id)
    title = _both("bundle.title", order=order)
    parts = (
        fill("<h1>{title}</h1>", title=title),
        _quiet(_both("bundle.as_of", at=_at(evidence.as_of, evidence.zone))),
        _quiet(_both("bundle.how")),
        _section("bundle.case", _facts(_of_case(evidence))),
        _section("bundle.goods", _goods(evidence.order)),
        _section("bundle.parcels", *(_parcel(one, evidence) for one in evidence.parcels)),
        _section("bundle.stops", *(_stop(one, evidence.zone) for one in evidence.stops)),
        _section("bundle.policy", _policy(evidence.policy)),
        _section("bundle.said", _listed(_said(evidence.case, evidence.order, evidence.zone))),
        _section("bundle.photos", _listed(_photos(evidence))),
        _missing(evidence),
        _section("bundle.files", _listed(files)),
    )
    return page("zh", title, joined(parts))


def _of_case(evidence: Evidence) -> Iterator[Fact]:
    case, told, order, zone = evidence.case, evidence.after_sale, evidence.order, evidence.zone
    yield "bundle.store", f"{evidence.store_name} ({case.store}, {case.order.platform})"
    yield "bundle.order", case.order.order_id
    yield "bundle.title_of", case.title
    if told is not None:
        yield "bundle.after_sale", told.after_sale_id
        yield (
            "bundle.kind",
            _joined(
                _both(f"case.kind.{told.kind.value}"), _both(f"bundle.status.{told.status.value}")
            ),
        )
        yield "bundle.reason", told.reason
        yield "bundle.refund", _money(told.refund_minor, order)
        yield "bundle.asked", _at(told.asked_at, zone)
        yield "bundle.fenced", _at(told.fenced_at, zone)
    else:
        yield "bundle.kind", _both(f"case.kind.{case.kind.value}")
    if order is not None:
        yield "bundle.paid", _money(order.paid_minor, order)
        yield "bundle.paid_at", _at(order.paid_at, zone)
        receiver = order.receiver
        where = f"{receiver.region}{receiver.detail}"
        yield "bundle.receiver", " ".join((receiver.name, receiver.phone, where))
    if case.outcome is not None:
        yield "bundle.outcome", _joined(_both(f"bundle.outcome.{case.outcome.value}"), case.cause)


def _goods(order: Order | None) -> Html:
    lines: Sequence[Line] = order.lines if order else ()
    return _listed(
        f"{line.name} {line.spec} × {line.quantity} ({line.sku}, {line.line_id})" for line in lines
    )


def _parcel(parcel: Parcel, evidence: Evidence) -> Html:
    tracking, zone = parcel.tracking, evidence.zone
    number = f"{tracking.carrier} {tracking.number}" if tracking else ""
    ways = [way for way in evidence.ways if tracking and way.number == tracking.number]
    steps = [f"{_at(at, zone)} {text}" for way in ways for at, text, _ in way.steps[-STEPS_SHOWN:]]
    facts: tuple[Fact, ...] = (
        ("bundle.number", number),
        (
            "bundle.claimed",
            _since(parcel.claimed_at, f"{parcel.supplier}, {parcel.workbook}", zone),
        ),
        ("bundle.told_platform", _at(parcel.accepted_at, zone)),
        ("bundle.scanned", _at(parcel.scanned_at, zone)),
        ("bundle.steps", "\n".join(steps)),
    )
    return _entry(parcel.parcel_id, facts)


def _stop(stop: Stop, zone: str) -> Html:
    told = "\n".join(
        f"{_at(one.at, zone)} {_both(f'bundle.level.{one.level.value}')}" for one in stop.told
    )
    answer = _both(f"bundle.answer.{stop.answer.value}") if stop.answer else ""
    facts: tuple[Fact, ...] = (
        ("bundle.fenced", _at(stop.fenced_at, zone)),
        ("bundle.told", told),
        ("bundle.acknowledged", _since(stop.acknowledged_at, stop.acknowledged_by, zone)),
        ("bundle.escalated", _at(stop.escalated_at, zone)),
        ("bundle.answered", _since(stop.answered_at, _joined(answer, stop.answered_by), zone)),
        ("bundle.withdrawn", _at(stop.withdrawn_at, zone)),
    )
    return _entry(f"{stop.stop_id} · {stop.supplier} · {stop.parcel_id}", facts)


def _policy(policy: PolicySaid | None) -> Html:
    if policy is None:
        return Html()
    time = _both("bundle.in_time" if policy.is_in_time else "bundle.too_late")
    freight = _both(f"case.freight.{policy.freight}")
    return _listed((f"{policy.zh} / {policy.en}", time, freight))


def _said(case: Case, order: Order | None, zone: str) -> Iterator[str]:
    said = [(note.at, f"{note.by}: {note.text}") for note in case.notes]
    said += [
        (
            one.at,
            f"{one.by}: {_both(f'bundle.offer.{one.kind.value}')} {_cost(one, order)}{one.text}",
        )
        for one in case.offers
    ]
    said += [
        (one.asked_at, f"{one.asked_by}: {_both(f'bundle.act.{one.act.value}')}")
        for one in case.acts
    ]
    shown = sorted(said)[-LINES_SHOWN:]
    return (f"{_at(at, zone)} {text}" for at, text in shown)


def _photos(evidence: Evidence) -> Iterator[str]:
    for photo in evidence.case.photos:
        yield f"{_at(photo.at, evidence.zone)} {photo.by} {photo.text} {photo.sha256[:16]}"


def _missing(evidence: Evidence) -> Html:
    if not evidence.missing:
        return Html()
    lines = (_both(f"bundle.missing.{one.why}", piece=one.piece) for one in evidence.missing)
    return fill(
        '<section class="ask"><h2>{heading}</h2>{lines}</section>',
        heading=_both("bundle.missing"),
        lines=_listed(lines),
    )


# --- Parts ----------------------------------------------------------------------------------------


def _both(key: str, **values: object) -> str:
    return f"{say('zh', key, **values)} / {say('en', key, **values)}"


def _quiet(line: str) -> Html:
    return fill('<p class="quiet">{line}</p>', line=line)


def _section(heading: str, *parts: Html) -> Html:
    inner = joined(parts) or _quiet(_both("bundle.none"))
    return fill("<section><h2>{heading}</h2>{inner}</section>", heading=_both(heading), inner=inner)


def _entry(name: str, facts: Iterable[Fact]) -> Html:
    return fill(
        '<div class="entry"><p class="long"><b>{name}</b></p>{facts}</div>',
        name=name,
        facts=_facts(facts),
    )


def _facts(facts: Iterable[Fact]) -> Html:
    shown = joined(
        fill(
            "<dt>{key}</dt><dd>{lines}</dd>",
            key=_both(key),
            lines=joined(fill("<div>{line}</div>", line=line) for line in value.split("\n")),
        )
        for key, value in facts
        if value.strip()
    )
    return fill("<dl>{shown}</dl>", shown=shown) if shown else Html()


def _listed(lines: Iterable[str]) -> Html:
    items = joined(fill('<li class="long">{line}</li>', line=line) for line in lines)
    return fill("<ul>{items}</ul>", items=items) if items else Html()


def _at(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}" if at else ""


def _since(at: datetime | None, what: str, zone: str) -> str:
    return f"{_at(at, zone)} ({what.strip()})" if at else ""


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _cost(offer: Offer, order: Order | None) -> str:
    return f"{_money(offer.amount_minor, order)} " if offer.amount_minor else ""


def _money(minor: int, order: Order | None) -> str:
    return amount_shown(minor, order.currency if order else "")
