"""The route by which a person has a platform told something about a case."""

from typing import Annotated

from pydantic import Field

from hedan.domain.base import Frozen, Id
from hedan.domain.cases import Case, PlatformAct
from hedan.domain.people import Act
from hedan.staff.case_fields import CaseInPath, refusing
from hedan.staff.fields import OrderInPath
from hedan.staff.office import Here, Tongue, Who
from hedan.staff.serving import Routes
from hedan.usecases.answers.ask_act import ask_act

routes = Routes("cases")


class ActWanted(Frozen):
    """What the platform shall be told."""

    act: PlatformAct
    parcel: Annotated[
        Id | None,
        Field(description="Of an intercept; may be left out where only one parcel is on its way"),
    ] = None


@routes.serve(
    Act.ANSWER_CASE,
    "POST",
    "/orders/<order>/cases/<case>/acts",
    summary="Have the platform told about a case",
)
def ask(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ActWanted,
) -> Case:
    """Keep the wish; a worker brings it to the platform within seconds, and notes its answer.

    What waits or was done is not asked for again. The answer of the platform stands in the case.
    """
    with refusing(tongue):
        return ask_act(
            order,
            case,
            wanted.act,
            str(person),
            parcel_id=wanted.parcel or "",
            cases=office.case_book(),
            desk=office.desk(),
            settings=office.settings(),
            now=office.now,
        )
