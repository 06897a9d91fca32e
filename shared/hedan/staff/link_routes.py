"""Routes for the links that let people in without an account."""

from pydantic import PositiveInt

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.staff.fields import IdInPath, Reason
from hedan.staff.office import Here, Who
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.usecases.publishing.publish_with_approval import Published
from hedan.usecases.supplier_page.revoke_links import revoke_links

routes = Routes("links")


class ToRevoke(Frozen):
    """Which links: those of this link_generation of the settings, and all that are older."""

    generation: PositiveInt
    reason: Reason = ""


@routes.serve(
    Act.PUBLISH,  # It is a version of the settings like any other.
    "POST",
    "/suppliers/<supplier>/links/revoke",
    summary="Make a supplier's links void, or ask a second person to agree",
)
def revoke(office: Here, person: Who, supplier: IdInPath, wanted: ToRevoke) -> Published:
    """Void a supplier's links to its page and its stops within a minute. Twice is once."""
    with expecting(Code.NO_SUCH_SUPPLIER):
        return revoke_links(
            supplier,
            wanted.generation,
            person,
            wanted.reason,
            keep=office.keeper(),
            approvals=office.approvals(),
            now=office.now,
        )
