"""Keeps what opens a store's door: `python -m infra.connect_store <store id>`.

Asks at the prompt, so that no secret stands in a file or a shell history, and stores the answers in
Secrets Manager. Asking again replaces them; a webhook secret stays valid beside the new one.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError
from pydantic import ValidationError

from hedan.errors import BadSignature, HedanError
from hedan.platforms import china_time as china
from hedan.platforms.access import AppSecret, Token
from hedan.platforms.mall import signature as mall_signature
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings
from infra.first_token import first_token
from infra.stack import Stack, find_stack
from infra.store_link import published_store
from infra.store_needs import NEEDS, Needs

# The new one and the one before: while the sender changes over, either may sign.
WEBHOOK_SECRETS_MAX = 2
# Of tokens that last until the seller takes them back.
NO_END = datetime(9999, 12, 31, tzinfo=UTC)


class CannotConnect(Exception):
    """Nothing was kept; the message says why."""


@dataclass(frozen=True)
class Prompts:
    """How to ask: in sight, and unseen."""

    plain: Callable[[str], str] = input
    unseen: Callable[[str], str] = getpass.getpass

    def needed(self, prompt: str, *, unseen: bool = False) -> str:
        """Ask until there is an answer."""
        while True:
            answer = self.wanted(prompt, unseen=unseen)
            if answer:
                return answer

    def wanted(self, prompt: str, *, unseen: bool = False) -> str:
        """Ask once; nothing is an answer too."""
        return (self.unseen if unseen else self.plain)(f"{prompt}: ").strip()


# --- What is kept -------------------------------------------------------------------------------


def keep_app_secret(
    store: str, platform: str, app: AppSecret, shops: dict[str, str], stack: Stack
) -> None:
    """Store the key pair of a store's application, and an empty place for its token.

    platform is the only one whose callbacks the keys verify.
    shops maps the platform's shop numbers to our store ids, for an application that serves several:
    its callbacks mix them.
    """
    keep(f"stores/{store}/app", app.model_dump() | {"platform": platform, "shops": shops}, stack)
    _create(f"stores/{store}/token", {}, stack)


def keep_token(store: str, token: Token, stack: Stack) -> None:
    """Store what the platform gave for one store; functions renew it from then on."""
    keep(f"stores/{store}/token", token.model_dump(mode="json"), stack)


def keep(name: str, value: dict[str, Any], stack: Stack) -> None:
    """Store a value under a name of the stack's, in place of what was there."""
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    if not _create(name, value, stack):
        client.put_secret_value(SecretId=f"{stack.name}/{name}", SecretString=json.dumps(value))


def _create(name: str, value: dict[str, Any], stack: Stack) -> bool:
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    try:
        client.create_secret(Name=f"{stack.name}/{name}", SecretString=json.dumps(value))
    except client.exceptions.ResourceExistsException:
        return False
    return True


def _known(store: StoreSettings, stack: Stack) -> dict[str, Any]:
    """Return what was kept for the store before, on this platform; empty the first time."""
    client = stack.session.client("secretsmanager", endpoint_url=stack.endpoint_url)
    try:
        found = client.get_secret_value(SecretId=f"{stack.name}/stores/{store.id}/app")
    except client.exceptions.ResourceNotFoundException:
        return {}
    known: dict[str, Any] = json.loads(found["SecretString"])
    return known if known.get("platform") == store.platform else {}


# --- Asking -------------------------------------------------------------------------------------


def connect(store: StoreSettings, stack: Stack, prompts: Prompts, outside: Outside) -> bool:
    """Ask for what the store's platform needs, and keep all of it or nothing.

    Returns whether there is a new token. Raises CannotConnect for what cannot be right, and what
    the platform says to a code that it does not take.
    """
    if store.platform not in NEEDS:
        raise CannotConnect(f"nobody knows a platform '{store.platform}': {', '.join(NEEDS)}")
    if not store.api_url:
        raise CannotConnect(f"store {store.id} has no api_url: its orders come as files")
    needs, known = NEEDS[store.platform], _known(store, stack)
    app = _app(needs, store, known, prompts)
    token = _token(needs, store, app, prompts, outside)
    others = {shop: owner for shop, owner in known.get("shops", {}).items() if owner != store.id}
    keep_app_secret(store.id, store.platform, app, {**others, store.shop_id: store.id}, stack)
    if token is not None:
        keep_token(store.id, token, stack)
    return token is not None


def _app(
    needs: Needs, store: StoreSettings, known: Mapping[str, Any], prompts: Prompts
) -> AppSecret:
    app_key = prompts.needed(needs.app_key) if needs.app_key else store.shop_id
    app_secret = prompts.needed(needs.app_secret, unseen=True)
    wants_md5 = needs.sign_method and (
        prompts.wanted("callback signature, md5 or hmac [hmac]").lower() == "md5"
    )
    return AppSecret(
        app_key=app_key,
        app_secret=app_secret,
        sign_method="md5" if wants_md5 else "hmac-sha256",
        webhook_secrets=_webhook_secrets(needs, store, app_secret, known, prompts),
    )


def _webhook_secrets(
    needs: Needs,
    store: StoreSettings,
    app_secret: str,
    known: Mapping[str, Any],
    prompts: Prompts,
) -> tuple[str, ...]:
    """Return the secrets that may sign callbacks, newest first."""
    before: list[str] = list(known.get("webhook_secrets", ()))
    if needs.signs_webhooks == "app secret":
        newest, before = app_secret, [*before, str(known.get("app_secret", ""))]
    elif needs.webhook_secret:
        again = " (empty: as it is)" if before else ""
        newest = prompts.wanted(f"{needs.webhook_secret}{again}", unseen=True)
    else:
        return ()
    if not newest:
        newest = before[0] if before else ""
    if store.platform == "mall":
        _check_mall_secret(newest)
    secrets = dict.fromkeys(one for one in (newest, *before) if one)
    return tuple(secrets)[:WEBHOOK_SECRETS_MAX]


def _check_mall_secret(secret: str) -> None:
    """Raise CannotConnect for a secret that could never verify anything."""
    try:
        mall_signature.sign(secret, "check", 0, b"")
    except BadSignature as useless:
        raise CannotConnect(f"{useless}: copy it as the mall shows it, whsec_ and all") from None


def _token(
    needs: Needs, store: StoreSettings, app: AppSecret, prompts: Prompts, outside: Outside
) -> Token | None:
    """Return the store's new token; None leaves the one that it has."""
    if needs.code:
        code = prompts.wanted(f"{needs.code} (empty: none)")
        if code:
            return first_token(store, app, code, outside)
    if not needs.token:
        return None
    access = prompts.wanted(f"{needs.token} (empty: as it is)", unseen=True)
    if not access:
        return None
    ends = _end(prompts, outside.clock.now()) if needs.token_ends else NO_END
    return Token(access_token=access, refresh_token="", expires_at=ends)


def _end(prompts: Prompts, now: datetime) -> datetime:
    told = prompts.needed("it ends at (YYYY-MM-DD HH:MM:SS, China time)")
    try:
        ends = china.read(told)
    except ValueError:
        raise CannotConnect(f"'{told}' is no time like 2026-12-31 23:59:59") from None
    if ends <= now:
        raise CannotConnect(f"a token that ended at {told} opens nothing")
    return ends


def _store(store_id: str, platform: str, stack: Stack, prompts: Prompts) -> StoreSettings:
    """Return the store as it is published, or as the command line names it before that."""
    try:
        published = published_store(store_id, stack)
    except KeyError:
        if not platform:
            raise CannotConnect(
                f"store {store_id} is not in the published settings: name its PLATFORM"
            ) from None
    else:
        if platform and platform != published.platform:
            raise CannotConnect(f"store {store_id} is published as one of {published.platform}")
        return published
    if platform not in NEEDS:
        raise CannotConnect(f"nobody knows a platform '{platform}': {', '.join(NEEDS)}")
    shop_id = prompts.needed("the shop's number on the platform (shop_id)")
    api_url = NEEDS[platform].api_url
    try:
        return StoreSettings(
            id=store_id, platform=platform, name=store_id, shop_id=shop_id, api_url=api_url
        )
    except ValidationError as error:
        places = ", ".join(str(found["loc"][0]) for found in error.errors())
        raise CannotConnect(f"not as settings may have it: {places}") from None


def main(prompts: Prompts | None = None) -> None:
    """Ask at the prompt."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("store", help="the store's id in settings.yaml")
    arguments.add_argument("--platform", default="", help="of a store that is not published yet")
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    prompts = prompts or Prompts()
    try:
        stack = find_stack(given.stack, boto3.Session())
        store = _store(given.store, given.platform, stack, prompts)
        has_token = connect(store, stack, prompts, Outside())
    except (CannotConnect, HedanError, ClientError) as refused:
        sys.exit(f"nothing was kept: {refused}")
    print(f"kept as {stack.name}/stores/{store.id}/app{' and /token' if has_token else ''}")


if __name__ == "__main__":
    main()
