"""The steps of the order workflow that do something: Check, Hold, Reserve, Ready.

One function for all of them: an order that comes alone would otherwise wait for four cold starts
and pay for them (docs/decisions.md).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.deciding.rule_book import RuleBooks
from hedan.domain.base import OrderKey
from hedan.domain.findings import Finding
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.replacements.send_again import send_again
from hedan.usecases.waves.begin_wave import eager_suppliers

BOOKS = RuleBooks()

type Step = Callable[[OrderKey, dict[str, Any]], dict[str, Any]]


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do the step that the workflow names. Raises KeyError for one that nobody knows."""
    return STEPS[event["step"]](OrderKey.parse(event["order"]), event)


def _check(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    checked = check_order(order, deciding=_deciding(), now=runtime.now())
    if checked.sends_again:
        send_again(
            order,
            desk=runtime.desk(),
            book=runtime.case_book(),
            settings=runtime.settings(),
            now=runtime.now(),
        )
    return checked.model_dump(mode="json", exclude={"sends_again"})


def _hold(order: OrderKey, event: dict[str, Any]) -> dict[str, Any]:
    findings = [Finding.model_validate(finding) for finding in event["findings"]]
    holds = hold_order(order, findings, deciding=_deciding(), now=runtime.now())
    return {"open": [hold.finding.code for hold in holds]}


def _reserve(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    reserved = reserve_stock(order, deciding=_deciding(), now=runtime.now())
    return reserved.model_dump(mode="json")


def _ready(order: OrderKey, _: dict[str, Any]) -> dict[str, Any]:
    eager = eager_suppliers(runtime.settings())
    return {"lines": make_ready(order, desk=runtime.desk(), now=runtime.now(), eager=eager)}


def _deciding() -> Deciding:
    return Deciding(runtime.desk(), BOOKS.of(runtime.settings()), _histories())


@cache
def _histories() -> SkuHistories:
    return SkuHistories(runtime.archive())


STEPS: dict[str, Step] = {
    "check": _check,
    "hold": _hold,
    "reserve": _reserve,
    "ready": _ready,
}
