"""What `make invoke` fills into an event comes from the secrets of the stack that gets it."""

import base64
import hashlib
import json

import boto3
import pytest

from hedan.links import LinkExpired, read_link_token
from infra.local.event_files import EventSecrets, filled
from infra.local.invoke import stack_secrets
from tests.functions.world import APPS, LINK_KEY, NOW, World

pytestmark = pytest.mark.loopback

SECRETS = EventSecrets(app=APPS.__getitem__, link_key=lambda: LINK_KEY, now=lambda: NOW)


def callback(body: str, *, encoded: bool = False) -> str:
    """Return a callback as it lies in a file."""
    return json.dumps(
        {
            "pathParameters": {"store": "tea-house"},
            "headers": {"App-Id": "{{app-id}}", "Event-Sign": "{{sign}}", "Host": "{{host}}"},
            "body": base64.b64encode(body.encode()).decode() if encoded else body,
            "isBase64Encoded": encoded,
        }
    )


@pytest.mark.parametrize("encoded", [False, True])
def test_signature_is_that_of_the_bytes_before_the_gateway_encoded_them(encoded: bool) -> None:
    app = APPS["tea-house"]
    signed = f"{app.app_key}[1,2]{app.app_secret}".encode()
    assert filled(callback("[1,2]", encoded=encoded), SECRETS)["headers"] == {
        "App-Id": app.app_key,
        "Event-Sign": hashlib.md5(signed, usedforsecurity=False).hexdigest(),
        "Host": "{{host}}",
    }


def test_filler_is_signed_with_the_rest() -> None:
    event = filled(callback("{{filler 300000}}"), SECRETS)
    assert len(event["body"]) == 300_000
    assert event["headers"] == filled(callback("x" * 300_000), SECRETS)["headers"]


def test_link_lives_as_long_as_the_event_says() -> None:
    links = {"good": "{{link supplier factory-a 2 1}}", "over": "{{link stop f_S1 -1 3}}"}
    event = filled(json.dumps(links), SECRETS)
    token = read_link_token([LINK_KEY], event["good"], "supplier", NOW)
    assert (token.subject, token.generation) == ("factory-a", 1)
    assert (token.expires_at - NOW).total_seconds() == 2 * 3600
    with pytest.raises(LinkExpired):
        read_link_token([LINK_KEY], event["over"], "stop", NOW)


def test_secrets_are_those_of_the_stack_that_is_up(world: World) -> None:
    secrets = stack_secrets(boto3.Session(), None)
    assert secrets.app("cup-house") == APPS["cup-house"]
    assert secrets.link_key() == LINK_KEY
    signed = secrets.app("nobodys-store")
    assert signed.app_key not in {app.app_key for app in APPS.values()}
