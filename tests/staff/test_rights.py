"""Who may do what: every route asked by every role, and by nobody."""

from typing import Any

import pytest

from hedan.domain.people import MAY, Act, Role
from hedan.staff.api import ACTS, answer
from hedan.staff.office import Office
from tests.domain.builders import NOW
from tests.staff.calls import CONTEXT, Answer, Shop, read, request
from tests.staff.samples import SAMPLES

CALLS = sorted(ACTS)


class Reached(Exception):
    """The route was let through to the world behind it."""


def _nothing_beyond() -> Any:
    raise Reached


def reach(call: tuple[str, str], roles: tuple[str, ...]) -> Answer | None:
    """Make a well-formed call; None when it got through to the world behind the routes."""
    office = Office(
        now=NOW,
        **{name: _nothing_beyond for name in Office.__dataclass_fields__ if name != "now"},
    )
    try:
        return read(answer(request(*SAMPLES[call], roles=roles), CONTEXT, office))
    except Reached:
        return None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_route_lets_through_whom_the_table_names_and_nobody_else(
    call: tuple[str, str], role: Role
) -> None:
    told = reach(call, (role,))
    if role in MAY[ACTS[call]]:
        assert told is None or told.status == 200
    else:
        assert told is not None
        assert told.status == 403
        assert told.body["code"] == "FORBIDDEN"


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize("groups", [(), ("admin",), ("Owner",), ("owners",)], ids=str)
def test_who_has_no_role_here_gets_nothing(call: tuple[str, str], groups: tuple[str, ...]) -> None:
    told = reach(call, groups)
    assert told is not None
    assert told.status == 403


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize(
    "claims", [{"sub": ""}, {"token_use": "id"}], ids=["no one", "identity token"]
)
def test_without_an_access_token_nothing_is_done(
    call: tuple[str, str], claims: dict[str, str]
) -> None:
    told = Shop().call(*SAMPLES[call], claims=claims)
    assert (told.status, told.body["code"]) == (401, "NOT_SIGNED_IN")


@pytest.mark.parametrize(
    "call", [one for one in CALLS if SAMPLES[one][2] is not None], ids=" ".join
)
def test_whom_the_gate_refuses_learns_nothing_of_the_values(call: tuple[str, str]) -> None:
    method, path, _ = SAMPLES[call]
    told = Shop().call(method, path, {"nonsense": 1}, roles=())
    assert told.status == 403


def test_every_act_has_a_route_and_somebody_who_may() -> None:
    assert set(MAY) == set(Act)
    assert set(ACTS.values()) == set(Act)
    for act, roles in MAY.items():
        assert Role.OWNER in roles, act


def test_who_only_reads_changes_nothing() -> None:
    for (method, _), act in ACTS.items():
        if Role.READ_ONLY in MAY[act]:
            assert method == "GET"


def test_roles_add_up() -> None:
    shop = Shop()
    told = shop.call("GET", "/me", roles=(Role.WAREHOUSE, Role.READ_ONLY))
    assert told.body["roles"] == ["read-only", "warehouse"]
    assert {"hold_order", "read_settings"} <= set(told.body["acts"])
    assert "publish" not in told.body["acts"]


def test_groups_of_a_token_are_read_however_the_gateway_writes_them() -> None:
    shop = Shop()
    for written in (
        "[owner operator]",
        "owner operator",
        "[owner, operator]",
        ["owner", "operator"],
    ):
        told = shop.call("GET", "/me", roles=(), claims={"cognito:groups": written})
        assert told.body["roles"] == ["operator", "owner"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("DELETE", "/orders"),
        ("GET", "/orders/a/b"),
        ("POST", "/me"),
        ("OPTIONS", "/orders"),
    ],
)
def test_what_is_not_declared_does_not_exist(method: str, path: str) -> None:
    told = Shop().call(method, path)
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_ROUTE")
