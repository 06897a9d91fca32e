"""Letting somebody in: made once, in the right group, told by e-mail; calls stubbed as AWS answers.

moto's user pools need a library that nothing else of ours does, hence botocore's own stubs, which
check every request against the service's model.
"""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from hedan.domain.people import Role
from infra.add_user import NoPool, add_user
from infra.stack import Stack

POOL = "us-east-1_AbCdEfGhI"
EMAIL = "li@example.com"


class OneClient(boto3.Session):
    """A session whose only client is the stubbed one."""

    def __init__(self) -> None:
        super().__init__(
            aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1"
        )
        self.stubbed = super().client("cognito-idp")

    def client(self, *_: Any, **__: Any) -> Any:
        return self.stubbed


@pytest.fixture
def pool() -> Iterator[tuple[Stack, Stubber]]:
    session = OneClient()
    with Stubber(session.stubbed) as stub:
        yield Stack(name="hedan", session=session, outputs={"StaffPool": POOL}), stub
        stub.assert_no_pending_responses()


def unknown(stub: Stubber) -> None:
    stub.add_client_error("admin_get_user", "UserNotFoundException", expected_params=named("li"))


def named(name: str) -> dict[str, Any]:
    return {"UserPoolId": POOL, "Username": name}


def test_somebody_new_is_made_told_and_given_the_role(pool: tuple[Stack, Stubber]) -> None:
    stack, stub = pool
    unknown(stub)
    attributes = [
        {"Name": "email", "Value": EMAIL},
        {"Name": "email_verified", "Value": "true"},
    ]
    stub.add_response(
        "admin_create_user",
        {"User": {"Username": "li"}},
        {**named("li"), "UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL"]},
    )
    stub.add_response("admin_add_user_to_group", {}, {**named("li"), "GroupName": "operator"})
    assert add_user("li", Role.OPERATOR, EMAIL, stack)


def test_somebody_known_gets_the_further_role_and_no_new_password(
    pool: tuple[Stack, Stubber],
) -> None:
    stack, stub = pool
    stub.add_response("admin_get_user", {"Username": "li"}, named("li"))
    stub.add_response("admin_add_user_to_group", {}, {**named("li"), "GroupName": "read-only"})
    assert not add_user("li", Role.READ_ONLY, "", stack)


def test_without_an_address_nobody_is_made(pool: tuple[Stack, Stubber]) -> None:
    stack, stub = pool
    unknown(stub)
    with pytest.raises(ValueError, match="EMAIL"):
        add_user("li", Role.OWNER, "", stack)


def test_a_stack_without_a_pool_says_so() -> None:
    stack = Stack(name="hedan", session=OneClient(), outputs={})
    with pytest.raises(NoPool):
        add_user("li", Role.OWNER, EMAIL, stack)
