"""The steps of the order workflow: Check, Hold, Reserve, Classify, Route, Ready.

One function for all of them: an order that comes alone would otherwise wait for six cold starts and
pay for them (docs/decisions.md).
"""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.domain.findings import Finding
from hedan.usecases.check_order import check_order
from hedan.usecases.classify_order import classify_order
from hedan.usecases.hold_order import hold_order
from hedan.usecases.make_ready import make_ready
from hedan.usecases.reserve_stock import reserve_stock
from hedan.usecases.route_order import route_order

type Step = Callable[[OrderKey, dict[str, Any]], dict[str, Any]]


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do the step that the workflow names. Raises KeyError for one that nobody knows."""
    return STEPS[event["step"]](OrderKey.parse(event["order"]), event)


def _check(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    checked = check_order(
        order, desk=runtime.desk(), settings=runtime.settings(), now=runtime.now()
    )
    return checked.model_dump(mode="json")


def _hold(order: OrderKey, event: dict[str, Any]) -> dict[str, Any]:
    findings = [Finding.model_validate(finding) for finding in event["findings"]]
    holds = hold_order(order, findings, desk=runtime.desk(), now=runtime.now())
    return {"open": [hold.finding.code for hold in holds]}


def _reserve(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    reserved = reserve_stock(
        order, desk=runtime.desk(), settings=runtime.settings(), now=runtime.now()
    )
    return reserved.model_dump(mode="json")


def _classify(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    classes = classify_order(
        order, desk=runtime.desk(), settings=runtime.settings(), now=runtime.now()
    )
    return classes.model_dump(mode="json")


def _route(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    routed = route_order(order, desk=runtime.desk(), settings=runtime.settings(), now=runtime.now())
    return routed.model_dump(mode="json")


def _ready(order: OrderKey, event: dict[str, Any]) -> dict[str, Any]:
    count = make_ready(
        order, event["suppliers"], event["tags"], desk=runtime.desk(), now=runtime.now()
    )
    return {"lines": count}


STEPS: dict[str, Step] = {
    "check": _check,
    "hold": _hold,
    "reserve": _reserve,
    "classify": _classify,
    "route": _route,
    "ready": _ready,
}
