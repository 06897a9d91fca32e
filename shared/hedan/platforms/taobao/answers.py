"""What a TOP answer means: the envelope, both layers of errors, and what to do about each code."""

from typing import Any, NamedTuple

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.exact_json import read_envelope
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import HTTP_OK, Response

# 7 is documented: the application's calls are limited. Its neighbours (4 user, 5 session,
# 6 partner, 8 application exceeds) are known from memory only, and mean the same.
THROTTLED = frozenset({4, 5, 6, 7, 8})
# From memory: "service currently unavailable".
UNAVAILABLE = frozenset({10})
PERMISSION = frozenset({11, 12, 13})  # Of the application, the user, the partner.
SESSION = frozenset({26, 27, 53})  # Missing, invalid, not of this application.
SESSION_SUB_CODES = ("invalid-sessionkey", "session-expired")
LIMITED_PREFIX = "accesscontrol.limited-by-"
# isp.*: a failure on the platform's side. isv.* is the caller's affair and final.
TRANSIENT_PREFIXES = ("isp.", "ism.json-decode-error")


class Answer(NamedTuple):
    """What the platform told: what is under the root key, and the whole body as it came."""

    data: dict[str, Any]
    text: str


def root_of(method: str) -> str:
    """Return the root key of a method's answer: taobao.trade.get → trade_get_response."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"


def read_answer(method: str, response: Response, *, damaged_text: bool = False) -> Answer:
    """Return what a call was answered.

    damaged_text takes bytes that are no UTF-8 as they are, one sign each: one spoilt message must
    not hide the hundred beside it. Raises PlatformBusy (also NotTaken), TokenRefused, AccessEnded
    or PlatformRejected.
    """
    if response.status != HTTP_OK:
        raise PlatformRejected(str(response.status), "", f"{method}: HTTP status of the gateway")
    body = response.body
    if damaged_text:
        body = body.decode(errors="replace").encode()
    envelope = read_envelope(method, body)
    if "error_response" in envelope:
        raise _refusal(method, envelope["error_response"])
    data = envelope.get(root_of(method))
    if not isinstance(data, dict):
        raise PlatformBusy(f"{method}: the answer has no {root_of(method)}")
    return Answer(data=data, text=body.decode())


def _refusal(method: str, error: object) -> Exception:
    told = error if isinstance(error, dict) else {}
    code, sub_code = _number(told.get("code")), str(told.get("sub_code") or "")
    words = f"{method}: {told.get('sub_msg') or told.get('msg') or 'no reason given'}"
    log_id = str(told.get("request_id") or "")
    if code in THROTTLED or sub_code.startswith(LIMITED_PREFIX):
        return NotTaken(f"{code} {sub_code}: {words} (log {log_id or 'none'})")
    kind: type[PlatformRejected] = PlatformRejected
    if code in SESSION or any(name in sub_code for name in SESSION_SUB_CODES):
        kind = TokenRefused
    elif code in PERMISSION:
        kind = AccessEnded
    elif code in UNAVAILABLE or sub_code.startswith(TRANSIENT_PREFIXES):
        return PlatformBusy(f"{code} {sub_code}: {words} (log {log_id or 'none'})")
    return kind(str(code), sub_code, words, log_id)


def _number(code: object) -> int:
    """Return the code as a number; -1 for none: no table has it, so the refusal is final."""
    try:
        return int(str(code))
    except ValueError:
        return -1
