"""Routes for one act over many orders: preview it, look at its rows, apply it, undo it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from hedan.domain.base import Frozen
from hedan.domain.bulk_acts import (
    CANDIDATES_MAX,
    ROWS_MAX,
    BulkAct,
    BulkRefused,
    BulkRow,
    BulkState,
    RowState,
    RowWhy,
    undo_id,
)
from hedan.domain.bulk_deeds import Deed, Selection
from hedan.domain.people import Act
from hedan.rules.mistakes import ConditionInvalid
from hedan.staff.fields import PAGE_MAX, IdInPath, PageSize, Why
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, Mistake, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language, say
from hedan.texts.rule_mistakes import failure_in_words, mistake_in_words
from hedan.usecases.bulk_acts.ask_bulk import apply_bulk, ask_bulk, undo_bulk

routes = Routes("bulk acts")


class ToDoInBulk(Frozen):
    """What is wanted of which orders, and why: every order's history keeps the reason."""

    deed: Deed
    selection: Selection
    reason: Why


class ToUndo(Frozen):
    """Why it is taken back."""

    reason: Why


class BulkShown(Frozen):
    """How far a bulk act is. undo: the id of its undo, if somebody has asked for it."""

    bulk: BulkAct
    message: str = ""  # Why it was refused.
    undo: str = ""


class BulkPageShown(Frozen):
    """The newest bulk acts, newest first."""

    bulk_acts: tuple[BulkAct, ...]


class RowShown(Frozen):
    """One order of a bulk act, and why nothing is done with it."""

    row: BulkRow
    message: str = ""


class RowsShown(Frozen):
    """Some rows, sorted as they were found; next is the `after` of the page behind it."""

    rows: tuple[RowShown, ...]
    next: int = 0


@routes.serve(
    Act.BULK_ACT,
    "POST",
    "/bulk-acts",
    summary="Preview one act over many orders",
    status_code=HTTPStatus.ACCEPTED,
)
def preview(office: Here, person: Who, tongue: Tongue, wanted: ToDoInBulk) -> BulkAct:
    """Begin a preview: nothing is written to any order. Look at it until it is previewed."""
    try:
        with _refusing():
            return ask_bulk(
                wanted.deed,
                wanted.selection,
                wanted.reason,
                person,
                settings=office.settings(),
                bulk_acts=office.bulk_acts(),
                runner=office.bulk_runner(),
                now=office.now,
            )
    except ConditionInvalid as invalid:
        raise _of_condition(invalid, tongue) from invalid


@routes.serve(Act.READ_BULK, "GET", "/bulk-acts", summary="What was asked over many orders")
def bulk_acts(office: Here, limit: PageSize = PAGE_MAX) -> BulkPageShown:
    """List the newest bulk acts, however far they are."""
    return BulkPageShown(bulk_acts=tuple(office.bulk_acts().newest(limit)))


@routes.serve(Act.READ_BULK, "GET", "/bulk-acts/<bulk_id>", summary="How far a bulk act is")
def one_bulk_act(office: Here, tongue: Tongue, bulk_id: IdInPath) -> BulkShown:
    """Show how far it is, with the count of its rows by what becomes of them."""
    bulk = _bulk(office, bulk_id)
    undo = office.bulk_acts().bulk_act(undo_id(bulk_id))
    return BulkShown(bulk=bulk, message=_too_many(bulk, tongue), undo=undo.bulk_id if undo else "")


@routes.serve(Act.READ_BULK, "GET", "/bulk-acts/<bulk_id>/rows", summary="Each of its orders")
def rows(
    office: Here,
    tongue: Tongue,
    bulk_id: IdInPath,
    state: Annotated[RowState | None, Query(description="Only rows of which this becomes")] = None,
    after: Annotated[int, Query(description="Go on behind this many rows", ge=0)] = 0,
    limit: PageSize = PAGE_MAX,
) -> RowsShown:
    """Show what becomes of each order, and why nothing does."""
    pages = office.bulk_acts().pages(_bulk(office, bulk_id))
    wanted = [row for page in pages for row in page.rows if state in (None, row.state)]
    shown = tuple(_shown(row, tongue) for row in wanted[after : after + limit])
    return RowsShown(rows=shown, next=after + limit if after + limit < len(wanted) else 0)


@routes.serve(
    Act.BULK_ACT,
    "POST",
    "/bulk-acts/<bulk_id>/apply",
    summary="Do exactly what was previewed",
    status_code=HTTPStatus.ACCEPTED,
)
def apply(office: Here, person: Who, bulk_id: IdInPath) -> BulkAct:
    """Begin to do it. Orders that have changed since are left alone; once, however often asked."""
    with _refusing(), expecting(Code.NO_SUCH_BULK):
        return apply_bulk(
            bulk_id,
            person,
            bulk_acts=office.bulk_acts(),
            runner=office.bulk_runner(),
            now=office.now,
        )


@routes.serve(
    Act.BULK_ACT,
    "POST",
    "/bulk-acts/<bulk_id>/undo",
    summary="Put back what stood before",
    status_code=HTTPStatus.ACCEPTED,
)
def undo(office: Here, person: Who, bulk_id: IdInPath, wanted: ToUndo) -> BulkAct:
    """Begin to take it back, within 24 hours; orders that a supplier has by then stay."""
    with _refusing(), expecting(Code.NO_SUCH_BULK):
        return undo_bulk(
            bulk_id,
            person,
            wanted.reason,
            bulk_acts=office.bulk_acts(),
            runner=office.bulk_runner(),
            now=office.now,
        )


def _of_condition(invalid: ConditionInvalid, tongue: Language) -> Refused:
    place = "selection.when"
    more = [
        Mistake(
            code=one.code,
            message=mistake_in_words(tongue, one.wrong, one.values, one.nearest),
            place=f"{place}:{one.line}:{one.column}",
        )
        for one in invalid.mistakes
    ]
    return Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Code.BULK_CONDITION,
        place=more[0].place,
        more=more,
        detail="; ".join(one.message for one in more),
    )


def _bulk(office: Office, bulk_id: str) -> BulkAct:
    known = office.bulk_acts().bulk_act(bulk_id)
    if known is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_BULK)
    return known


def _shown(row: BulkRow, tongue: Language) -> RowShown:
    detail = (
        failure_in_words(tongue, row.detail) if row.why is RowWhy.CONDITION_FAILED else row.detail
    )
    message = say(tongue, f"bulk.{row.why}", detail=detail) if row.why else ""
    return RowShown(row=row, message=message)


def _too_many(bulk: BulkAct, tongue: Language) -> str:
    if bulk.state is not BulkState.REFUSED:
        return ""
    if bulk.found > CANDIDATES_MAX:
        return say(tongue, "bulk.TOO_MANY_TO_SEARCH", found=bulk.found, most=CANDIDATES_MAX)
    return say(tongue, "bulk.TOO_MANY", found=bulk.found, most=ROWS_MAX)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except BulkRefused as refused:
        known = refused.code == Code.BULK_NOT_KNOWN
        status = HTTPStatus.UNPROCESSABLE_ENTITY if known else HTTPStatus.CONFLICT
        raise Refused(status, Code(refused.code), detail=refused.detail) from refused
