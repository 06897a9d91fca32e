"""Lets somebody of the team in: `make user NAME=li ROLE=operator EMAIL=li@example.com`.

They get an e-mail with a first password, which they change when they sign in. Asked again for
somebody who is known, it gives them the further role.
"""

import argparse
import sys
from typing import Any

import boto3

from hedan.domain.people import Role
from infra.stack import Stack, find_stack


class NoPool(RuntimeError):
    """The stack has no user pool: it signs people in elsewhere, or not at all."""


def add_user(name: str, role: Role, email: str, stack: Stack) -> bool:
    """Make the user unless it is there, and give it the role. Return whether it was made.

    Raises NoPool when the stack has no user pool, ValueError when a new user has no e-mail address.
    """
    if "StaffPool" not in stack.outputs:
        raise NoPool(f"stack {stack.name} has no user pool")
    client = stack.session.client("cognito-idp", endpoint_url=stack.endpoint_url)
    pool = stack["StaffPool"]
    fresh = not _is_known(client, pool, name)
    if fresh:
        if not email:
            raise ValueError("EMAIL=… is where the first password goes")
        client.admin_create_user(
            UserPoolId=pool,
            Username=name,
            UserAttributes=[
                {"Name": "email", "Value": email},
                # The owner vouches for it; else a forgotten password could never be renewed.
                {"Name": "email_verified", "Value": "true"},
            ],
            DesiredDeliveryMediums=["EMAIL"],
        )
    client.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=role.value)
    return fresh


def _is_known(client: Any, pool: str, name: str) -> bool:
    try:
        client.admin_get_user(UserPoolId=pool, Username=name)
    except client.exceptions.UserNotFoundException:
        return False
    return True


def main() -> None:
    """Add a user from the command line."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("name")
    arguments.add_argument("role", choices=[role.value for role in Role])
    arguments.add_argument("--email", default="")
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    try:
        fresh = add_user(
            given.name, Role(given.role), given.email, find_stack(given.stack, boto3.Session())
        )
    except (NoPool, ValueError) as refused:
        sys.exit(str(refused))
    done = f"an e-mail with the first password went to {given.email}" if fresh else "was known"
    print(f"{given.name} ({given.role}): {done}")


if __name__ == "__main__":
    main()
