"""Prints the address of a store's page, where its files come and go: `make store-link STORE=…`.

Whoever has the address sees the page: it is signed, and good for as long as the settings say.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta

import boto3

from hedan.adapters.secrets import Secrets
from hedan.adapters.settings_table import SettingsTable
from hedan.links import make_link_token
from hedan.settings import StoreSettings
from infra.stack import Stack, find_stack


def store_link(store: StoreSettings, stack: Stack) -> str:
    """Return the address of a store's page on a deployed stack, good from now on."""
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    token = make_link_token(
        Secrets(client, stack.name).link_keys()[0],
        "store",
        store.id,
        datetime.now(UTC) + timedelta(days=store.link_days),
        store.link_generation,
    )
    return f"{stack['ApiUrl']}/o/{token}"


def published_store(store_id: str, stack: Stack) -> StoreSettings:
    """Return one store of the settings in force. Raises KeyError when there is none of that id."""
    client = stack.session.client("dynamodb", endpoint_url=stack.endpoint_url)
    return SettingsTable(client, stack["SettingsTable"]).settings().store(store_id)


def main() -> None:
    """Print from the command line."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("store")
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    stack = find_stack(given.stack, boto3.Session())
    try:
        store = published_store(given.store, stack)
    except KeyError as unknown:
        sys.exit(f"no such store in the published settings: {unknown}")
    print(store_link(store, stack))


if __name__ == "__main__":
    main()
