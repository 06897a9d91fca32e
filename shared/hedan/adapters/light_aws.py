"""AWS calls for the one function that must start fast: botocore's signer, none of its clients.

A client reads service models, endpoint rules and eight hundred directories before its first call
(about 200 ms and 46 MB here); signing and sending alone take half of both. Only what the callback
needs is here, and nothing else may use it.
"""

import json
import os
import socket
from typing import Any, Final

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session

from hedan.adapters import metering
from hedan.errors import TryAgain

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 2.0
# The platform waits five seconds and delivers again: a third attempt would only be late.
ATTEMPTS_MAX: Final = 2
SERVER_ERROR: Final = 500
OK: Final = 200

_session = URLLib3Session(
    timeout=(CONNECT_SECONDS, READ_SECONDS),  # type: ignore[arg-type] # A pair is documented; the stubs know only a number.
    # As botocore's clients have it: else the body waits 40 ms for the headers' acknowledgement.
    socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],  # type: ignore[list-item] # As above.
)


class AwsRefused(Exception):
    """AWS answered that it will not; code is its error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def call(service: str, action: str, payload: dict[str, Any], *, version: str) -> dict[str, Any]:
    """Call an AWS JSON service and return its answer. action as in X-Amz-Target.

    Raises AwsRefused for a refusal, TryAgain when there was no answer.
    """
    body = json.dumps(payload).encode()
    for attempt in range(ATTEMPTS_MAX):
        try:
            answer = _session.send(_signed(service, action, body, version))
        except HTTPClientError as error:
            if attempt + 1 == ATTEMPTS_MAX:
                raise TryAgain(f"{service} did not answer") from error
            continue
        if answer.status_code == OK:
            metering.note(service, action.partition(".")[2], payload)
            result: dict[str, Any] = json.loads(answer.content)
            return result
        if answer.status_code < SERVER_ERROR:
            raise _refusal(answer.content)
    raise TryAgain(f"{service} could not answer")


def _signed(service: str, action: str, body: bytes, version: str) -> Any:
    request = AWSRequest(
        method="POST",
        url=_endpoint(service),
        data=body,
        headers={"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": action},
    )
    # Lambda renews these by replacing the whole sandbox: the environment is always current.
    credentials = Credentials(
        os.environ["AWS_ACCESS_KEY_ID"],
        os.environ["AWS_SECRET_ACCESS_KEY"],
        os.environ.get("AWS_SESSION_TOKEN"),
    )
    SigV4Auth(credentials, service, os.environ["AWS_REGION"]).add_auth(request)
    return request.prepare()


def _endpoint(service: str) -> str:
    override = os.environ.get("AWS_ENDPOINT_URL")
    if override:
        return f"{override}/"
    return f"https://{service}.{os.environ['AWS_REGION']}.{os.environ['URL_SUFFIX']}/"


def _refusal(content: bytes) -> AwsRefused:
    told = json.loads(content or b"{}")
    code = str(told.get("__type", "Unknown")).rpartition("#")[2]
    return AwsRefused(code, str(told.get("message") or told.get("Message") or ""))
