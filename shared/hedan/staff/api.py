"""The staff API: every route behind one gate, every refusal a problem document."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan.errors import TryAgain, VersionConflict
from hedan.staff import (
    act_routes,
    approval_routes,
    bill_routes,
    bulk_routes,
    call_routes,
    case_routes,
    case_work_routes,
    complaint_routes,
    evidence_routes,
    histories,
    link_routes,
    myself,
    number_routes,
    order_acts,
    orders,
    parcel_routes,
    proof_routes,
    publishing,
    rate_routes,
    replacement_routes,
    score_routes,
    settings_routes,
    wave_routes,
)
from hedan.staff.caller import NotSignedIn, caller, language
from hedan.staff.office import LANGUAGE, OFFICE, PERSON, Office
from hedan.staff.problems import Code, Refused, invalid, problem, refused
from hedan.staff.serving import PREFIX, gate, guarded

# Every subject of the API. A new one is a file and a word here.
SUBJECTS = (
    myself.routes,
    orders.routes,
    histories.routes,
    order_acts.routes,
    bulk_routes.routes,
    wave_routes.routes,
    score_routes.routes,
    link_routes.routes,
    number_routes.routes,
    bill_routes.routes,
    call_routes.routes,
    case_routes.routes,
    case_work_routes.routes,
    complaint_routes.routes,
    evidence_routes.routes,
    proof_routes.routes,
    rate_routes.routes,
    act_routes.routes,
    replacement_routes.routes,
    parcel_routes.routes,
    settings_routes.routes,
    publishing.routes,
    approval_routes.routes,
)
ACTS = {call: act for subject in SUBJECTS for call, act in subject.acts.items()}

# What a person types is small; a draft of the settings has its own limit (settings_routes).
BODY_BYTES_MAX = 64 * 1024


type Handler = Callable[[Any], Response[Any]]


def _built() -> APIGatewayHttpResolver:
    # Any status: an answer of ours that is not as described is raised, see _our_own_mistake().
    app = APIGatewayHttpResolver(
        enable_validation=True,
        response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    app.use([guarded(gate(ACTS))])
    for subject in SUBJECTS:
        app.include_router(subject.router, prefix=PREFIX)
    for kind, handler in _refusals(app).items():
        app.exception_handler(kind)(handler)
    return app


def _refusals(app: APIGatewayHttpResolver) -> dict[type[Exception], Handler]:
    """Return what answers each foreseen error, in the caller's language."""
    refusal = gate(ACTS)

    def said(status: HTTPStatus, code: Code, **values: object) -> Response[Any]:
        return problem(status, code, app.context[LANGUAGE], values=values)

    def unreadable(error: RequestValidationError) -> Response[Any]:
        # Values are checked before the gate is asked: whom it refuses learns nothing of them.
        return refusal(app) or invalid(error.errors(), app.context[LANGUAGE])

    def unsupported(_: RequestUnsupportedContentType) -> Response[Any]:
        kind = app.current_event.headers.get("content-type", "")
        wanted = said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED, detail=kind)
        return refusal(app) or wanted

    return {
        NotFoundError: lambda _: said(HTTPStatus.NOT_FOUND, Code.NO_SUCH_ROUTE),
        RequestValidationError: unreadable,
        RequestUnsupportedContentType: unsupported,
        ResponseValidationError: _our_own_mistake,
        Refused: lambda error: refused(error, app.context[LANGUAGE]),
        VersionConflict: lambda _: said(HTTPStatus.CONFLICT, Code.OVERTAKEN),
        TryAgain: lambda _: said(HTTPStatus.SERVICE_UNAVAILABLE, Code.TRY_AGAIN),
    }


def _our_own_mistake(error: ResponseValidationError) -> Response[Any]:
    raise error


API = _built()


def answer(event: Mapping[str, Any], context: LambdaContext, office: Office) -> dict[str, Any]:
    """Answer one call. What nobody foresaw is raised: the function's alarm calls somebody."""
    tongue = language(event)
    try:
        person = caller(event)
    except NotSignedIn:
        return _plain(problem(HTTPStatus.UNAUTHORIZED, Code.NOT_SIGNED_IN, tongue))
    limit = _limit(event)
    if _size(event) > limit:
        too_large = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _plain(problem(too_large, Code.TOO_LARGE, tongue, values={"limit": limit}))
    API.context.update({OFFICE: office, PERSON: person, LANGUAGE: tongue})
    return API.resolve(event, context)


def _limit(event: Mapping[str, Any]) -> int:
    """Return how many bytes the body of this call may have."""
    is_draft = event.get("rawPath") == PREFIX + settings_routes.DRAFTS
    return settings_routes.DRAFT_BYTES_MAX if is_draft else BODY_BYTES_MAX


def _size(event: Mapping[str, Any]) -> int:
    body = event.get("body") or ""
    return len(body) * 3 // 4 if event.get("isBase64Encoded") else len(body.encode())


def _plain(response: Response[Any]) -> dict[str, Any]:
    """Return a response as the gateway wants it, without going through the routes."""
    return {
        "statusCode": int(response.status_code),
        "headers": {"content-type": response.content_type, **response.headers},
        "body": response.body,
        "isBase64Encoded": False,
    }
