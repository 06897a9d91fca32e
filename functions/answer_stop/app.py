"""/a/{token}: GET shows a stop and changes nothing, for mail scanners open links. POST answers."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.stops import Stop, StopAnswer
from hedan.errors import BadSignature
from hedan.links import LinkExpired, LinkToken, read_link_token
from hedan.pages import (
    ANSWER_FIELD,
    BACK_FIELD,
    Flash,
    PageError,
    page_headers,
    stop_answered_page,
    stop_page,
)
from hedan.pages.visits import error_answer, redirect_answer, visitor
from hedan.settings import SupplierSettings
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.tell_stop import stopped_rows
from hedan.usecases.supplier_page.visits import seconds_to_wait


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=APIGatewayProxyEventV2)
def handler(event: APIGatewayProxyEventV2, context: LambdaContext) -> dict[str, Any]:
    """Return the page."""
    try:
        token = read_link_token(
            runtime.secrets().link_keys(), event.path_parameters["token"], "stop", runtime.now()
        )
    except LinkExpired:
        return error_answer(PageError.EXPIRED)
    except BadSignature:
        return error_answer(PageError.FORGED)
    return _page(event, token)


def _page(event: APIGatewayProxyEventV2, token: LinkToken) -> dict[str, Any]:
    supplier_id, _, stop_id = token.subject.partition("_")
    try:
        supplier = runtime.settings().supplier(supplier_id)
    except KeyError:
        return error_answer(PageError.NOT_FOUND)  # The link is ours; the supplier left.
    if token.generation != supplier.link_generation:
        return error_answer(PageError.REPLACED)
    runtime.logger.append_keys(
        supplier_id=supplier_id,
        stop_id=stop_id,
        route=event.route_key,
        source=event.request_context.http.source_ip,
    )
    link = event.path_parameters["token"]
    if wait := seconds_to_wait(link, visits=runtime.visit_counts(), now=runtime.now()):
        runtime.logger.warning("too_many_visits")
        return error_answer(PageError.TOO_MANY, retry_after=wait)
    stop = runtime.desk().stop(supplier_id, stop_id)
    if stop is None:
        return error_answer(PageError.NOT_FOUND)
    if event.request_context.http.method != "POST":
        return _html(_shown(stop, event.raw_path))
    return _answer(event, stop, supplier)


def _answer(
    event: APIGatewayProxyEventV2, stop: Stop, supplier: SupplierSettings
) -> dict[str, Any]:
    sent = parse_qs(event.decoded_body or "")
    try:
        answer = StopAnswer(sent[ANSWER_FIELD][0])
    except (KeyError, ValueError):
        return _html(_shown(stop, event.raw_path), status=HTTPStatus.BAD_REQUEST)
    by = f"link {event.request_context.http.source_ip}"
    answered = answer_stop(
        stop.supplier, stop.stop_id, answer, by, desk=runtime.desk(), now=runtime.now()
    )
    runtime.logger.info("stop_answered", answer=answer.value)
    runtime.metrics.add_metric("StopAnswered", MetricUnit.Count, 1)
    back = sent.get(BACK_FIELD, [""])[0]
    if back and _is_page_of(supplier, back):
        flash = _flash(answered, answer)
        location = f"{runtime.public_url()}/s/{back}?{flash.value}=1"
        return redirect_answer(HTTPStatus.SEE_OTHER, location)
    if answered.is_settled:
        return _html(stop_answered_page(answered, pressed=answer, **_about(answered)))
    return _html(_shown(answered, event.raw_path))


def _is_page_of(supplier: SupplierSettings, token: str) -> bool:
    """Tell whether this is a link to the supplier's page: a stop's link leads to no other."""
    keys = runtime.secrets().link_keys()
    whose = visitor(keys, token, "supplier", runtime.settings().supplier, runtime.now())
    return whose == supplier


def _flash(stop: Stop, pressed: StopAnswer) -> Flash:
    stands = stop.answer is pressed or (pressed is StopAnswer.LABEL_PRINTED and not stop.is_settled)
    return Flash(pressed.value) if stands else Flash.KEPT


def _shown(stop: Stop, path: str) -> str:
    return stop_page(stop, action_url=path, **_about(stop))


def _about(stop: Stop) -> dict[str, Any]:
    settings = runtime.settings()
    return {
        "supplier": settings.supplier(stop.supplier),
        "store_name": settings.store(stop.store).name,
        "rows": stopped_rows(stop, runtime.desk(), runtime.archive()),
    }


def _html(body: str, status: HTTPStatus = HTTPStatus.OK) -> dict[str, Any]:
    return {"statusCode": int(status), "headers": page_headers(), "body": body}
