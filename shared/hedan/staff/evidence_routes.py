"""Routes for the evidence of a case: ask for a bundle, and fetch those that were made."""

from http import HTTPStatus

from pydantic import AwareDatetime

from hedan.domain.base import Frozen
from hedan.domain.cases import Case
from hedan.domain.people import Act
from hedan.staff.case_fields import CaseInPath
from hedan.staff.fields import OrderInPath
from hedan.staff.office import Here, Office, Who
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.usecases.cases.work_case import case_of
from hedan.usecases.evidence.ask_bundle import ask_bundle

routes = Routes("evidence")


class BundleShown(Frozen):
    """One bundle, with a link that is good for some minutes."""

    url: str
    sha256: str  # Of the whole ZIP.
    at: AwareDatetime
    by: str
    locked_until: AwareDatetime | None


class BundlesShown(Frozen):
    """The bundles of a case, the newest last."""

    bundles: tuple[BundleShown, ...]


@routes.serve(
    Act.BUNDLE_EVIDENCE,
    "POST",
    "/orders/<order>/cases/<case>/evidence",
    summary="Put everything about a case into one archive",
    status_code=HTTPStatus.ACCEPTED,
)
def ask(office: Here, person: Who, order: OrderInPath, case: CaseInPath) -> BundlesShown:
    """Begin to make a bundle and show the earlier ones; with nothing new none is added."""
    with expecting(Code.NO_SUCH_CASE):
        asked = ask_bundle(
            order,
            case,
            str(person),
            cases=office.case_book(),
            desk=office.desk(),
            now=office.now,
        )
    return _shown(asked, office)


@routes.serve(
    Act.BUNDLE_EVIDENCE,
    "GET",
    "/orders/<order>/cases/<case>/evidence",
    summary="The evidence bundles of a case",
)
def bundles(office: Here, order: OrderInPath, case: CaseInPath) -> BundlesShown:
    """List them with fresh links."""
    with expecting(Code.NO_SUCH_CASE):
        known = case_of(order, case, book=office.case_book(), desk=office.desk())
    return _shown(known, office)


def _shown(case: Case, office: Office) -> BundlesShown:
    name = f"evidence-{case.order.order_id}-{case.case_id}.zip"
    return BundlesShown(
        bundles=tuple(
            BundleShown(
                url=office.vault().download_url(one.file_key, name),
                sha256=one.sha256,
                at=one.at,
                by=one.by,
                locked_until=one.locked_until,
            )
            for one in case.bundles
        )
    )
