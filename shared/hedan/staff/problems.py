"""What a refused call gets: a code for programs, a sentence for people, and the place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from hedan.domain.base import Frozen
from hedan.errors import Rejected
from hedan.texts import TEXTS, Language, say

MEDIA_TYPE = "application/problem+json"
MORE_MAX = 100
# Parts of a request that a place may begin with; of the body, the place inside it says enough.
BODY = "body"


class Code(StrEnum):
    """Why a call was refused. Each has its sentence in texts/staff.py."""

    NO_SUCH_ROUTE = "NO_SUCH_ROUTE"
    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    FORBIDDEN = "FORBIDDEN"
    NOT_YOUR_POST = "NOT_YOUR_POST"
    INVALID = "INVALID"
    TOO_LARGE = "TOO_LARGE"
    UNSUPPORTED = "UNSUPPORTED"
    NO_SUCH_ORDER = "NO_SUCH_ORDER"
    NO_SUCH_HOLD = "NO_SUCH_HOLD"
    NO_SUCH_DRAFT = "NO_SUCH_DRAFT"
    NO_SUCH_VERSION = "NO_SUCH_VERSION"
    NO_SUCH_DRY_RUN = "NO_SUCH_DRY_RUN"
    NO_SUCH_APPROVAL = "NO_SUCH_APPROVAL"
    NO_SUCH_SUPPLIER = "NO_SUCH_SUPPLIER"
    NO_SUCH_PARCEL = "NO_SUCH_PARCEL"
    NO_SUCH_STORE = "NO_SUCH_STORE"
    NO_SUCH_CASE = "NO_SUCH_CASE"
    NO_SUCH_PROOF = "NO_SUCH_PROOF"
    NO_SUCH_OFFER = "NO_SUCH_OFFER"
    NO_SUCH_PHOTO = "NO_SUCH_PHOTO"
    CASE_REFUSED = "CASE_REFUSED"
    RATES_TOO_MANY = "RATES_TOO_MANY"
    RATES_TOO_LONG = "RATES_TOO_LONG"
    PICK_TOO_LATE = "PICK_TOO_LATE"
    PICK_REFUSED = "PICK_REFUSED"
    NUMBER_UNCLEAR = "NUMBER_UNCLEAR"
    NOTHING_TO_DECIDE = "NOTHING_TO_DECIDE"
    NO_SUCH_RETURN = "NO_SUCH_RETURN"
    NO_SUCH_STOP = "NO_SUCH_STOP"
    NO_SUCH_WAVE = "NO_SUCH_WAVE"
    NO_SUCH_WORKBOOK = "NO_SUCH_WORKBOOK"
    NOT_RECALLABLE = "NOT_RECALLABLE"
    OVERTAKEN = "OVERTAKEN"
    TRY_AGAIN = "TRY_AGAIN"
    EDIT_REFUSED = "EDIT_REFUSED"
    SETTINGS_INVALID = "SETTINGS_INVALID"
    NOT_PUBLISHABLE = "NOT_PUBLISHABLE"
    APPROVAL_OWN = "APPROVAL_OWN"
    APPROVAL_EXPIRED = "APPROVAL_EXPIRED"
    APPROVAL_REFUSED = "APPROVAL_REFUSED"
    APPROVAL_VOID = "APPROVAL_VOID"
    APPROVAL_APPROVED = "APPROVAL_APPROVED"
    APPROVAL_DONE = "APPROVAL_DONE"
    NO_SUCH_BULK = "NO_SUCH_BULK"
    BULK_ASKED = "BULK_ASKED"
    BULK_REFUSED = "BULK_REFUSED"
    BULK_IS_UNDO = "BULK_IS_UNDO"
    BULK_NOT_DONE = "BULK_NOT_DONE"
    BULK_TOO_LATE = "BULK_TOO_LATE"
    BULK_NOT_KNOWN = "BULK_NOT_KNOWN"
    BULK_CONDITION = "BULK_CONDITION"


class Mistake(Frozen):
    """One thing that is wrong, and where."""

    code: str
    message: str
    place: str = ""  # "edits[0].field", "query.day", "SKUs!D7"; empty: the call as a whole.


class Problem(Mistake):
    """The body of every refusal. more: every mistake, when there are several."""

    more: tuple[Mistake, ...] = ()


class Refused(Rejected):
    """A call that gets this answer; raised by a route, answered by refused()."""

    def __init__(
        self,
        status: HTTPStatus,
        code: Code,
        *,
        place: str = "",
        more: Sequence[Mistake] = (),
        **values: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.place = place
        self.more = tuple(more)
        self.values = values


@contextmanager
def expecting(code: Code) -> Iterator[None]:
    """Turn a use case's KeyError into 404 with this code. Wrap nothing but the one call."""
    try:
        yield
    except KeyError as missing:
        raise Refused(HTTPStatus.NOT_FOUND, code) from missing


def refused(error: Refused, language: Language) -> Response[Any]:
    """Return the answer to a refused call."""
    return problem(
        error.status, error.code, language, place=error.place, more=error.more, values=error.values
    )


def problem(
    status: HTTPStatus,
    code: Code,
    language: Language,
    *,
    place: str = "",
    more: Iterable[Mistake] = (),
    values: Mapping[str, object] | None = None,
) -> Response[Any]:
    """Return a refusal in the caller's language."""
    body = Problem(
        code=code,
        message=say(language, f"staff.{code}", **(values or {})),
        place=place,
        more=tuple(more)[:MORE_MAX],
    )
    return Response(
        status_code=status,
        content_type=MEDIA_TYPE,
        headers={"content-language": language},
        body=body.model_dump_json(),
    )


def invalid(errors: Sequence[Mapping[str, Any]], language: Language) -> Response[Any]:
    """Return the refusal of a request whose values are not right: each with its place."""
    mistakes = [_mistake(error, language) for error in errors]
    first = mistakes[0]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Code.INVALID,
        language,
        place=first.place,
        more=mistakes if len(mistakes) > 1 else (),
        values={"detail": f"{first.place}: {first.message}" if first.place else first.message},
    )


def _mistake(error: Mapping[str, Any], language: Language) -> Mistake:
    kind = str(error["type"])
    key = f"staff.value.{kind}"
    values = {"kind": kind, "expected": (error.get("ctx") or {}).get("expected", "")}
    return Mistake(
        code=kind.upper(),
        message=say(language, key if key in TEXTS else "staff.value.other", **values),
        place=place_of(error["loc"]),
    )


def place_of(location: Sequence[str | int]) -> str:
    """Write where a value stands, as people write it: edits[0].field."""
    parts = list(location)
    if parts and parts[0] == BODY:
        parts = parts[1:]
    written = ""
    for part in parts:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else str(part)
    return written
