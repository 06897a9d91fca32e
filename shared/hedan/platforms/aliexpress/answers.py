"""What an API answer means: both gateways' errors, and the refusals inside a normal answer."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from hedan.errors import AccessEnded, HedanError, PlatformBusy, PlatformRejected
from hedan.platforms.calling.exact_json import read_envelope
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import HTTP_OK, Response

# Numbers are those of the older gateway, which some methods still answer with.
TOKEN_REFUSED = frozenset({"IllegalAccessToken", "27"})
THROTTLED = frozenset({"ApiCallLimit", "AppCallLimit", "7"})
ACCESS_ENDED: Mapping[str, str] = {
    "InsufficientPermission": "the application lacks this permission group",
    "AppWhiteIpLimit": "our address is not on the application's white list",
}
# Whose fault it is, by the platform's word: the seller's side (ISV), or one of these.
THEIR_FAULT = frozenset({"ISP", "SYSTEM"})
# These never get better by themselves, whoever is said to be at fault.
FINAL = re.compile(r"25|(Illegal|Invalid|Incomplete|Missing|Unsupported).*")
# Refusals inside a normal answer that are about the platform's own state.
PASSING = re.compile(r"systemerror|systembusy|timeout|servicebusy|unavailable|^isp")
GONE = re.compile(r"not_?exist|not_?found|no_?such_?order|not_?belong", re.IGNORECASE)

# Methods disagree on how they say "no" with HTTP 200 and without error_response.
SUCCESS_FIELDS = ("success", "result_success", "is_success")
CODE_FIELDS = ("error_code", "result_error_code", "code_of_error", "code")
SUB_CODE_FIELDS = ("sub_error_code", "sub_code")
WORD_FIELDS = (
    "sub_msg",
    "error_message",
    "error_msg",
    "result_error_desc",
    "error_desc",
    "msg",
    "message",
)


class Answer(NamedTuple):
    """What the platform told: what stands under the method's own root, and the body as it came."""

    data: dict[str, Any]
    text: str
    request_id: str


def read_answer(method: str, response: Response) -> Answer:
    """Return what a call was answered. Amounts in it are Decimal, never float.

    Raises PlatformBusy (also NotTaken), TokenRefused, AccessEnded or PlatformRejected.
    """
    body = _json(method, response)
    _raise_refusal_of_gateway(method, body)
    if response.status != HTTP_OK:
        raise PlatformRejected(str(response.status), "", f"{method}: HTTP status of the gateway")
    data = _below_root(body)
    request_id = _text(data, ("request_id",)) or _text(body, ("request_id",))
    for layer in (data, data.get("result")):
        if isinstance(layer, dict) and _says_no(layer):
            raise _refusal(method, layer, kind="", log_id=request_id)
    return Answer(data, response.body.decode(), request_id)


def where_told(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object that holds this field: what was told, or its result."""
    inner = data.get("result")
    return inner if name not in data and isinstance(inner, dict) else data


def is_about_a_missing_order(refused: PlatformRejected) -> bool:
    """Tell whether a refusal says that there is no such order (its code is not documented)."""
    return any(GONE.search(code.replace("-", "_")) for code in (refused.code, refused.sub_code))


def _json(method: str, response: Response) -> dict[str, Any]:
    try:
        return read_envelope(method, response.body)
    except PlatformBusy:
        if response.status == HTTP_OK:
            raise
    raise PlatformRejected(str(response.status), "", f"{method}: HTTP status of the gateway")


def _raise_refusal_of_gateway(method: str, body: dict[str, Any]) -> None:
    told = body.get("error_response")
    if not isinstance(told, dict):
        # System calls write the same without a root; "0" and none are no error.
        if _text(body, ("code",)) in ("", "0") or not ({"type", "message", "msg"} & body.keys()):
            return
        told = body
    log_id = _text(told, ("request_id",)) or _text(body, ("request_id",))
    raise _refusal(method, told, kind=_text(told, ("type",)), log_id=log_id)


def _below_root(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the method told; the root named after the method may be left out."""
    roots = [inner for name, inner in body.items() if name.endswith("_response")]
    return roots[0] if len(roots) == 1 and isinstance(roots[0], dict) else body


def _says_no(layer: dict[str, Any]) -> bool:
    return any(layer.get(name) in (False, "false", "False") for name in SUCCESS_FIELDS)


def _refusal(method: str, told: dict[str, Any], *, kind: str, log_id: str) -> HedanError:
    code, sub_code = _text(told, CODE_FIELDS), _text(told, SUB_CODE_FIELDS)
    words = f"{method}: {_text(told, WORD_FIELDS) or 'no reason given'}"
    if code in THROTTLED:
        return NotTaken(f"{code} {sub_code}: {words} (log {log_id or 'none'})")
    if code in TOKEN_REFUSED:
        return TokenRefused(code, sub_code, words, log_id)
    if code in ACCESS_ENDED:
        return AccessEnded(code, sub_code, f"{ACCESS_ENDED[code]} ({words})", log_id)
    if not FINAL.fullmatch(code) and _may_pass(code, sub_code, kind):
        return PlatformBusy(f"{code} {sub_code}: {words} (log {log_id or 'none'})")
    return PlatformRejected(code, sub_code, words, log_id)


def _may_pass(code: str, sub_code: str, kind: str) -> bool:
    if sub_code.startswith("isv."):
        return False
    plain = (re.sub(r"[^a-z]", "", text.lower()) for text in (code, sub_code))
    return kind.upper() in THEIR_FAULT or any(PASSING.search(text) for text in plain)


def _text(told: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of these fields that says something."""
    found = (told.get(name) for name in names)
    return next((str(value) for value in found if value not in (None, "")), "")
