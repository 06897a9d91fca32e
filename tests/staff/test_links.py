"""Making a supplier's links void over HTTP: by the settings, once, and by whom it may be."""

import pytest

from hedan.domain.people import Role
from tests.simulation.world import SETTINGS
from tests.staff.calls import WANG, Shop
from tests.usecases.stage import SUPPLIER

REVOKE = f"/suppliers/{SUPPLIER}/links/revoke"
WISH = {"generation": 1, "reason": "a phone was lost"}


def generation(shop: Shop, supplier: str = SUPPLIER) -> int:
    """Return of which generation a supplier's links are now."""
    in_force = shop.keeper.in_force()
    assert in_force is not None
    return in_force.supplier(supplier).link_generation


@pytest.fixture
def shop() -> Shop:
    """A shop with settings in force."""
    shop = Shop()
    shop.put_in_force(SETTINGS)
    return shop


def test_links_are_void_by_a_version_that_says_why(shop: Shop) -> None:
    before = generation(shop, "factory-b")
    told = shop.call("POST", REVOKE, WISH)
    assert (told.status, told.body["version"]) == (200, 2)
    assert (generation(shop), generation(shop, "factory-b")) == (2, before)
    about = shop.keeper.versions()[0]
    assert (about.source, about.note) == ("revoke-links", "a phone was lost")
    assert about.made_by.startswith("li/")


def test_asked_twice_the_links_that_came_between_go_on(shop: Shop) -> None:
    shop.call("POST", REVOKE, WISH)
    again = shop.call("POST", REVOKE, WISH)
    assert (again.status, again.body["version"]) == (200, 2)
    assert generation(shop) == 2


def test_where_four_eyes_publish_a_second_person_agrees_first(shop: Shop) -> None:
    shop.put_in_force(SETTINGS.but(publish=SETTINGS.publish.but(four_eyes_publish=True)))
    told = shop.call("POST", REVOKE, WISH)
    assert (told.body["version"], generation(shop)) == (0, 1)
    approval = told.body["approval"]["approval_id"]
    agreed = shop.call(
        "POST", f"/approvals/{approval}/approve", {}, roles=(Role.OPERATOR,), name=WANG
    )
    assert (agreed.status, generation(shop)) == (200, 2)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.WAREHOUSE, Role.READ_ONLY])
def test_only_an_owner_revokes(shop: Shop, role: Role) -> None:
    assert shop.call("POST", REVOKE, WISH, roles=(role,)).status == 403
    assert generation(shop) == 1


def test_nobody_s_links(shop: Shop) -> None:
    told = shop.call("POST", "/suppliers/factory-x/links/revoke", WISH)
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_SUPPLIER")


@pytest.mark.parametrize("wish", [{}, {"generation": 0}, {"generation": "all"}])
def test_which_links_must_be_said(shop: Shop, wish: dict[str, object]) -> None:
    assert shop.call("POST", REVOKE, wish).status == 422
