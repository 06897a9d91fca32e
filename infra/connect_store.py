"""Keeps an application's keys for one store: `python -m infra.connect_store <store id>`.

Asks for them at the prompt, so that no secret stands in a file or a shell history, and stores them
in Secrets Manager. Asking again replaces them.
"""

import argparse
import getpass
import json

import boto3

from hedan.platforms.access import AppSecret
from infra.stack import Stack, find_stack


def keep_app_secret(
    store: str, platform: str, app: AppSecret, shops: dict[str, str], stack: Stack
) -> None:
    """Store the key pair of a store's application, and an empty place for its token.

    platform is the only one whose callbacks the keys verify.
    shops maps the platform's shop numbers to our store ids, for an application that serves several:
    its callbacks mix them.
    """
    _put(f"stores/{store}/app", app.model_dump() | {"platform": platform, "shops": shops}, stack)
    _create(f"stores/{store}/token", {}, stack)


def _put(name: str, value: dict[str, object], stack: Stack) -> None:
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    if not _create(name, value, stack):
        client.put_secret_value(SecretId=f"{stack.name}/{name}", SecretString=json.dumps(value))


def _create(name: str, value: dict[str, object], stack: Stack) -> bool:
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    try:
        client.create_secret(Name=f"{stack.name}/{name}", SecretString=json.dumps(value))
    except client.exceptions.ResourceExistsException:
        return False
    return True


def main() -> None:
    """Ask at the prompt."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("store", help="the store's id in settings.yaml")
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    app_key = input("app key: ").strip()
    app_secret = getpass.getpass("app secret: ").strip()
    wants_md5 = input("callback signature, md5 or hmac [hmac]: ").strip().lower() == "md5"
    shop_id = input("the shop's number on the platform: ").strip()
    app = AppSecret(
        app_key=app_key,
        app_secret=app_secret,
        sign_method="md5" if wants_md5 else "hmac-sha256",
    )
    stack = find_stack(given.stack, boto3.Session())
    keep_app_secret(given.store, app, {shop_id: given.store}, stack)
    print(f"kept as {given.stack}/stores/{given.store}/app")


if __name__ == "__main__":
    main()
