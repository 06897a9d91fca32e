"""What an API answer means: the envelope, its wrappers, and what to do about each error code."""

from typing import Any, NamedTuple

from pydantic import ValidationError

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.exact_json import read_envelope
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import HTTP_OK, Response
from hedan.platforms.calling.theirs import PlatformId, Theirs, places

ERROR = "error_response"
# Most answers stand alone under a name with this end; one of the names is misspelt.
WRAPPERS = ("response", "resposne")

TOKEN_REFUSED = frozenset({"10019", "20032"})
THROTTLED = frozenset({"52101", "70031"})
# Internal failures, degraded service, maintenance: the same call may succeed in a while.
TRANSIENT = frozenset({"50000", "50002", "52001", "52002", "52102", "52103", "70033"})
# Only a person can help, with what.
ACCESS_ENDED: dict[str, str] = {
    "20005": "the address that calls is not on the application's IP white list",
    "20031": "the seller has not authorised this call, or the application lacks its package",
    "70032": "forbidden by the platform's risk control",
    "70034": "forbidden by the platform's risk control",
    "70035": "forbidden by the platform's risk control",
    "70036": "the application is still in its test state and has used up its calls",
}


class Answer(NamedTuple):
    """What the platform told: its data without the wrapper, and the whole body as it came."""

    data: Any
    text: str
    request_id: str


class Result(Theirs):
    """How a change went, by the answer's own second layer. Which of the two flags differs."""

    is_success: bool | None = None
    success: bool | None = None
    error_code: PlatformId = ""
    error_msg: str = ""
    sub_code: PlatformId = ""
    sub_msg: str = ""


def read_answer(name: str, response: Response) -> Answer:
    """Return what a call was answered; numbers with a fraction are Decimal.

    Raises PlatformBusy (also NotTaken), TokenRefused, AccessEnded or PlatformRejected.
    """
    if response.status != HTTP_OK:
        raise PlatformRejected(str(response.status), "", f"{name}: HTTP status of the gateway")
    envelope = read_envelope(name, response.body)
    error = envelope.get(ERROR)
    if error is not None:
        raise _refusal(name, error if isinstance(error, dict) else {})
    data = _unwrapped(envelope)
    request_id = str(data.get("request_id") or envelope.get("request_id") or "")
    return Answer(data=data, text=response.body.decode(), request_id=request_id)


def demand_success(name: str, answer: Answer) -> None:
    """Return when a change was made. Raises PlatformRejected: a refusal may look like an answer.

    An answer that says nothing of success counts as one: not every call has such a flag.
    """
    try:
        told = Result.model_validate(answer.data)
    except ValidationError as exc:
        raise PlatformRejected("", "", f"{name}: {places(exc)}", answer.request_id) from None
    if told.is_success is False or told.success is False:
        words = told.sub_msg or told.error_msg or "no reason given"
        raise PlatformRejected(
            told.error_code, told.sub_code, f"{name}: {words}", answer.request_id
        )


def _unwrapped(envelope: dict[str, Any]) -> dict[str, Any]:
    """Return what stands under the one wrapper; some answers have none and are flat."""
    wrapped = [key for key in envelope if key.endswith(WRAPPERS)]
    if len(wrapped) == 1:
        inner = envelope[wrapped[0]]
        # Nothing to tell is told as null, or as a bare true.
        return inner if isinstance(inner, dict) else {}
    return envelope


def _refusal(name: str, error: dict[str, Any]) -> Exception:
    code, sub_code = (str(error.get(field) or "") for field in ("error_code", "sub_code"))
    words = str(error.get("sub_msg") or error.get("error_msg") or "no reason given")
    request_id = str(error.get("request_id") or "")
    told = f"{name}: {words}"
    if code in THROTTLED:
        return NotTaken(f"{code} {told} (log {request_id or 'none'})")
    if code in TRANSIENT:
        return PlatformBusy(f"{code} {told} (log {request_id or 'none'})")
    if code in TOKEN_REFUSED:
        return TokenRefused(code, sub_code, told, request_id)
    if code in ACCESS_ENDED:
        return AccessEnded(code, sub_code, f"{ACCESS_ENDED[code]} ({told})", request_id)
    return PlatformRejected(code, sub_code, told, request_id)
