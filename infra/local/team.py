"""Somebody of the seller's team in the local run: signs in and works through the staff API."""

import json
from http import HTTPStatus
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
JSON = "application/json"
TIMEOUT = urllib3.Timeout(connect=2.0, read=60.0)


class Refused(RuntimeError):
    """The staff API said no; the message is its answer."""

    def __init__(self, status: int, asked: str, answer: bytes) -> None:
        super().__init__(f"{status}: {asked}: {answer.decode()[:500]}")
        self.status = status
        self._answer = answer

    @property
    def code(self) -> str:
        """The code of the refusal; the gateway's own have none."""
        return str(self._said().get("code", ""))

    @property
    def place(self) -> str:
        """What is wrong, of a file its cell."""
        return str(self._said().get("place", ""))

    @property
    def message(self) -> str:
        """The sentence for people."""
        return str(self._said().get("message", ""))

    def _said(self) -> dict[str, object]:
        said = json.loads(self._answer)
        return said if isinstance(said, dict) else {}


class Teammate:
    """Somebody with a role and a token of the user pool."""

    def __init__(self, stack: Stack, role: Role) -> None:
        self._stack = stack
        self._http = urllib3.PoolManager(timeout=TIMEOUT)
        self._token = _signed_in(stack, role)

    def get(self, path: str) -> Any:
        """Read something. Raises Refused."""
        return json.loads(self._call("GET", path))

    def fetch(self, path: str) -> bytes:
        """Read a file. Raises Refused."""
        return self._call("GET", path)

    def post(self, path: str, wanted: dict[str, Any] | None = None) -> Any:
        """Ask for something to be done. Raises Refused."""
        return json.loads(self._call("POST", path, json.dumps(wanted or {}).encode()))

    def upload(self, path: str, file: bytes, content_type: str) -> Any:
        """Hand in a file. Raises Refused."""
        return json.loads(self._call("POST", path, file, content_type))

    def hold(self, order: OrderKey, reason: str) -> None:
        """Keep an order back by hand. Raises Refused."""
        self.post(f"/orders/{in_path(order)}/holds", {"reason": reason})

    def edit(self, order: OrderKey, version: int, wish: dict[str, str], reason: str) -> None:
        """Decide something by hand. Raises Refused."""
        wanted = {"wishes": [wish], "reason": reason, "order_version": version}
        self.post(f"/orders/{in_path(order)}/edits", wanted)

    def _call(
        self, method: str, path: str, body: bytes | None = None, content_type: str = JSON
    ) -> bytes:
        address, host = through_loopback(f"{self._stack['ApiUrl']}/staff/v1{path}")
        headers = {
            **host,
            "authorization": f"Bearer {self._token}",
            "content-type": content_type,
            "accept-language": "en",
        }
        answer = self._http.request(method, address, body=body, headers=headers)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise Refused(answer.status, f"{method} {path}", answer.data)
        return answer.data


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
