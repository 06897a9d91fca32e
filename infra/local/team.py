"""Somebody of the seller's team in the local run: signs in and works through the staff API."""

import json
from typing import Any
from urllib.parse import quote

import urllib3

from hedan.domain.base import OrderKey
from hedan.domain.people import Role
from infra.add_user import add_user
from infra.local.emulator import through_loopback
from infra.stack import Stack

# Of an emulator that is gone after the run.
PASSWORD = "Local-run-2026"
TIMEOUT = urllib3.Timeout(connect=2.0, read=60.0)


class Refused(RuntimeError):
    """The staff API said no; the message is its answer."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(f"{status}: {told}")
        self.status = status


class Teammate:
    """Somebody with a role and a token of the user pool."""

    def __init__(self, stack: Stack, role: Role) -> None:
        self._stack = stack
        self._http = urllib3.PoolManager(timeout=TIMEOUT)
        self._token = _signed_in(stack, role)

    def get(self, path: str) -> Any:
        """Read something. Raises Refused."""
        return self._call("GET", path)

    def hold(self, order: OrderKey, reason: str) -> None:
        """Keep an order back by hand. Raises Refused."""
        self._call("POST", f"/orders/{in_path(order)}/holds", {"reason": reason})

    def edit(self, order: OrderKey, version: int, wish: dict[str, str], reason: str) -> None:
        """Decide something by hand. Raises Refused."""
        body = {"wishes": [wish], "reason": reason, "order_version": version}
        self._call("POST", f"/orders/{in_path(order)}/edits", body)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        address, host = through_loopback(f"{self._stack['ApiUrl']}/staff/v1{path}")
        headers = {
            **host,
            "authorization": f"Bearer {self._token}",
            "content-type": "application/json",
            "accept-language": "en",
        }
        sent = None if body is None else json.dumps(body)
        answer = self._http.request(method, address, body=sent, headers=headers)
        if answer.status // 100 != 2:  # noqa: PLR2004 - any 2xx.
            raise Refused(answer.status, f"{method} {path}: {answer.data.decode()[:500]}")
        return json.loads(answer.data)


def in_path(order: OrderKey) -> str:
    """Return an order's key as it stands in an address."""
    return quote(str(order), safe="")


def _signed_in(stack: Stack, role: Role) -> str:
    """Make the user, set a password that lasts, and return an access token."""
    name = f"local-{role.value}"
    add_user(name, role, f"{name}@example.com", stack)
    pool = stack.session.client("cognito-idp", endpoint_url=stack.endpoint_url)
    pool.admin_set_user_password(
        UserPoolId=stack["StaffPool"], Username=name, Password=PASSWORD, Permanent=True
    )
    answer = pool.admin_initiate_auth(
        UserPoolId=stack["StaffPool"],
        ClientId=stack["StaffClient"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token
