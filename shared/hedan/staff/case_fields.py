"""What every route of a case has in common: its address, and how a refusal is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import StringConstraints

from hedan.domain.people import Person
from hedan.staff.office import Office
from hedan.staff.problems import Code, Refused
from hedan.texts import Language, say
from hedan.usecases.cases.work_case import CaseRefused, Hand

CaseInPath = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s#/]+$"),
    Path(description="The after-sale's id, or the complaint's"),
]
# The caller's own name for what it asks: the same one twice does it once.
RequestId = Annotated[
    str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def hand_of(office: Office, person: Person) -> Hand:
    """Return who works on a case, when, and with what."""
    return Hand(by=str(person), now=office.now, book=office.case_book(), desk=office.desk())


@contextmanager
def refusing(tongue: Language, missing: Code = Code.NO_SUCH_CASE) -> Iterator[None]:
    """Answer a case that does not exist with 404, and one that refuses with 409 and its reason.

    Wrap nothing but the one call of the use case.
    """
    try:
        yield
    except KeyError as unknown:
        raise Refused(HTTPStatus.NOT_FOUND, missing) from unknown
    except CaseRefused as refused:
        detail = say(tongue, f"case.refused.{refused.code}", **refused.values)
        sentence = detail.rstrip("。.")  # It stands inside another one.
        raise Refused(HTTPStatus.CONFLICT, Code.CASE_REFUSED, detail=sentence) from refused
