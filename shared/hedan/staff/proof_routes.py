"""Routes for the monthly proof reports: which there are, what one says, make one anew."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AwareDatetime, StringConstraints

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.domain.proofs import Hop, HopTimes, InstructionKind, RefundEnd, Violation
from hedan.settings import StoreSettings
from hedan.staff.fields import IdInPath
from hedan.staff.office import Here, Office, Tongue
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts.proof_words import counts_in_words, result_in_words
from hedan.usecases.proofs.months import month_of, this_month
from hedan.usecases.proofs.proof_files import ProofLinks, links_of, proof_links, report_of

routes = Routes("proof")

VIOLATIONS_SHOWN = 200

MonthInPath = Annotated[
    str,
    StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$"),
    Path(description="2026-11, by the store's clock"),
]


class ProofsShown(Frozen):
    """The months that were reported, newest first; the links are good for some minutes."""

    reports: tuple[ProofLinks, ...]


class ProofAsked(Frozen):
    """The report that is being made now."""

    store: str
    month: str


class ProofShown(Frozen):
    """What a month's report says; its page and its workbook name every refund."""

    month: str
    made_at: AwareDatetime
    result: str  # kept, partly, broken
    words: tuple[str, ...]  # In the caller's language.
    refunds: int
    lines: int
    instructions: Mapping[InstructionKind, int]
    ends: Mapping[RefundEnd, int]
    hops: Mapping[Hop, HopTimes]
    violations: tuple[Violation, ...]  # The first 200.
    violations_count: int
    links: ProofLinks


@routes.serve(Act.READ_PROOF, "GET", "/proof/<store>", summary="A store's monthly proof reports")
def reports(office: Here, store: IdInPath) -> ProofsShown:
    """List the months of which there is a report, with links to page and workbook."""
    return ProofsShown(reports=tuple(proof_links(_store(office, store).id, office.shelf())))


@routes.serve(
    Act.READ_PROOF, "GET", "/proof/<store>/<month>", summary="What the report of a month says"
)
def one_report(office: Here, tongue: Tongue, store: IdInPath, month: MonthInPath) -> ProofShown:
    """Show whether the promise was kept, with the counts and the time of each hop."""
    known = _store(office, store)
    with expecting(Code.NO_SUCH_PROOF):
        report = report_of(known.id, month, office.shelf())
    return ProofShown(
        month=report.month,
        made_at=report.made_at,
        result=report.result,
        words=(result_in_words(report, tongue), *counts_in_words(report, tongue)),
        refunds=len(report.refunds),
        lines=report.lines,
        instructions=report.instructions,
        ends=report.ends,
        hops=report.hops,
        violations=report.violations[:VIOLATIONS_SHOWN],
        violations_count=len(report.violations),
        links=links_of(known.id, month, office.shelf()),
    )


@routes.serve(
    Act.BUNDLE_EVIDENCE,  # It tells the owner: who only reads does not begin it.
    "POST",
    "/proof/<store>/<month>",
    summary="Make the report of a month, or make it anew",
    status_code=HTTPStatus.ACCEPTED,
)
def ask_report(office: Here, store: IdInPath, month: MonthInPath) -> ProofAsked:
    """Begin to make it, followed up to now; the owner is told when it is there."""
    known = _store(office, store)
    if month_of(month) > this_month(known, office.now):
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_PROOF, place="path.month")
    office.proof_runner().prove(known.id, month)
    return ProofAsked(store=known.id, month=month)


def _store(office: Office, store: str) -> StoreSettings:
    with expecting(Code.NO_SUCH_STORE):
        return office.settings().store(store)
