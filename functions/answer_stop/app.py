"""/a/{token}: GET shows a stop and changes nothing, for mail scanners open links. POST answers."""

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
    PageError,
    error_page,
    page_headers,
    stop_answered_page,
    stop_page,
)
from hedan.usecases.answer_stop import answer_stop
from hedan.usecases.tell_stop import stopped_rows


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
        return _error(PageError.EXPIRED)
    except BadSignature:
        return _error(PageError.FORGED)
    return _page(event, token)


def _page(event: APIGatewayProxyEventV2, token: LinkToken) -> dict[str, Any]:
    supplier_id, _, stop_id = token.subject.partition("_")
    try:
        supplier = runtime.settings().supplier(supplier_id)
    except KeyError:
        return _error(PageError.NOT_FOUND)  # The link is ours; the supplier left the settings.
    if token.generation != supplier.link_generation:
        return _error(PageError.REPLACED)
    stop = runtime.desk().stop(supplier_id, stop_id)
    if stop is None:
        return _error(PageError.NOT_FOUND)
    if event.request_context.http.method != "POST":
        return _html(_shown(stop, event.raw_path))
    try:
        answer = StopAnswer(parse_qs(event.decoded_body or "")[ANSWER_FIELD][0])
    except (KeyError, ValueError):
        return _html(_shown(stop, event.raw_path), status=400)
    source = event.request_context.http.source_ip
    answered = answer_stop(
        supplier_id, stop_id, answer, f"link {source}", desk=runtime.desk(), now=runtime.now()
    )
    runtime.logger.info("stop_answered", stop_id=stop_id, answer=answer.value)
    runtime.metrics.add_metric("StopAnswered", MetricUnit.Count, 1)
    return _html(stop_answered_page(answered, pressed=answer, **_about(answered)))


def _shown(stop: Stop, path: str) -> str:
    return stop_page(stop, action_url=path, **_about(stop))


def _about(stop: Stop) -> dict[str, Any]:
    settings = runtime.settings()
    return {
        "supplier": settings.supplier(stop.supplier),
        "store_name": settings.store(stop.store).name,
        "rows": stopped_rows(stop, runtime.desk(), runtime.archive()),
    }


def _error(error: PageError) -> dict[str, Any]:
    return _html(error_page(error), status=error.status)


def _html(body: str, status: int = 200) -> dict[str, Any]:
    return {"statusCode": int(status), "headers": page_headers(), "body": body}
