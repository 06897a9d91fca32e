"""What an API answer means: the envelope, both error layers, and what to do about each code."""

from typing import Any, NamedTuple

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.exact_json import read_envelope
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import HTTP_OK, Response

OK = "10000"
PART_FAILED = "10001"
THROTTLED = "60000"
# Service unavailable, service time-out, unknown: the same call may succeed in a moment.
TRANSIENT_CODES = frozenset({"20000", "20001", "90000"})
# The same, said in the second layer: isv.business-failed:N.
TRANSIENT_FAILURES = frozenset({"120032", "8888", "10005"})
SERVICE_ERRORS = ("isp.service-error", "dop.service-error")
NO_PERMISSION = "30001"
ACCESS_ENDED = frozenset(
    {
        "isv.app-permissions-insufficient",
        "dop.authorization-no-existed",
        "dop.authorization-closed",
        "dop.app-forbidden",
    }
)
TOKEN_REFUSED = frozenset(
    {"isv.access-token-expired", "isv.access-token-no-existed", "isv.access-token-invalid"}
)
REFRESHED_ELSEWHERE = "31012"


class Answer(NamedTuple):
    """What the platform told: its data, and the whole body as it came."""

    data: Any
    text: str
    log_id: str


def read_answer(method: str, response: Response, *, partial: bool = False) -> Answer:
    """Return what a call was answered. partial takes a partly failed call for answered.

    Raises PlatformBusy (also NotTaken), TokenRefused, AccessEnded or PlatformRejected.
    """
    if response.status != HTTP_OK:
        raise PlatformRejected(str(response.status), "", f"{method}: HTTP status of the gateway")
    body = response.body
    envelope = read_envelope(method, body)
    code, sub_code = _codes(envelope)
    log_id = str(envelope.get("log_id") or "")
    if code == OK or (partial and code == PART_FAILED):
        return Answer(data=envelope.get("data"), text=body.decode(), log_id=log_id)
    raise _refusal(code, sub_code, f"{method}: {_words(envelope)}", log_id)


def failure_number(sub_code: str) -> str:
    """Return N of a sub code such as isv.business-failed:N, or an empty text."""
    return sub_code.partition(":")[2]


def _codes(envelope: dict[str, Any]) -> tuple[str, str]:
    """Return code and sub code; the old pair err_no/message counts where it says more."""
    code = str(envelope.get("code") or "")
    old = str(envelope.get("err_no", ""))
    if code in ("", OK) and old not in ("", "0", "None"):
        return old, ""
    if code == "" and old == "0":
        return OK, ""
    return code, str(envelope.get("sub_code") or "")


def _words(envelope: dict[str, Any]) -> str:
    for field in ("sub_msg", "msg", "message"):
        if envelope.get(field):
            return str(envelope[field])
    return "no reason given"


def _refusal(code: str, sub_code: str, words: str, log_id: str) -> Exception:
    told = f"{code} {sub_code}: {words} (log {log_id or 'none'})"
    if code == THROTTLED:
        return NotTaken(told)
    if (
        code in TRANSIENT_CODES
        or sub_code.startswith(SERVICE_ERRORS)
        or failure_number(sub_code) in TRANSIENT_FAILURES
    ):
        return PlatformBusy(told)
    kind: type[PlatformRejected] = PlatformRejected
    if sub_code in TOKEN_REFUSED:
        kind = TokenRefused
    elif code == NO_PERMISSION or sub_code in ACCESS_ENDED:
        kind = AccessEnded
    return kind(code, sub_code, words, log_id)
