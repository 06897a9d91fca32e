"""The route that tells somebody who they are here, so that a page shows only what they may do."""

from hedan.domain.base import Frozen
from hedan.domain.people import Act, Role
from hedan.staff.office import Who
from hedan.staff.serving import Routes

routes = Routes("myself")


class Myself(Frozen):
    """Who somebody is here."""

    name: str
    roles: tuple[Role, ...]
    acts: tuple[Act, ...]


@routes.serve(Act.SEE_SELF, "GET", "/me", summary="Who I am and what I may do")
def me(person: Who) -> Myself:
    """Tell the caller's name, roles, and what they may do."""
    return Myself(name=person.name, roles=tuple(sorted(person.roles)), acts=person.acts)
