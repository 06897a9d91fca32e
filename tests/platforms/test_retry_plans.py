"""One plan per error code: what the table says is what the adapter does."""

import json
from collections.abc import Callable, Mapping

import pytest

from hedan.errors import AccessEnded, HedanError, PlatformBusy, PlatformRejected
from hedan.platforms.aliexpress.answers import read_answer as read_aliexpress
from hedan.platforms.calling.refusals import NotTaken, TokenRefused
from hedan.platforms.calling.sending import Response
from hedan.platforms.doudian.answers import read_answer as read_doudian
from hedan.platforms.mall.answers import refusal
from hedan.platforms.pinduoduo.answers import read_answer as read_pinduoduo
from hedan.platforms.retry_plans import PLANS, Step
from hedan.platforms.taobao.answers import read_answer as read_taobao

# Whoever ships reads first after each of these; of a refusal the platform's own word decides.
KINDS: Mapping[Step, tuple[type[HedanError], ...]] = {
    Step.AGAIN: (NotTaken,),
    Step.READ_FIRST: (PlatformBusy, PlatformRejected),
    Step.RENEW: (TokenRefused,),
    Step.ACCESS: (AccessEnded,),
    Step.FINAL: (PlatformRejected,),
}
EVERY = [
    (platform, plan.step, code)
    for platform, plans in PLANS.items()
    for plan in plans
    for code in plan.codes
]


def _doudian(code: str) -> None:
    is_main = code.isdecimal()
    told = {"code": int(code) if is_main else 50002, "sub_code": "" if is_main else code}
    read_doudian("m", _response(told))


def _pinduoduo(code: str) -> None:
    read_pinduoduo("m", _response({"error_response": {"error_code": int(code)}}))


def _taobao(code: str) -> None:
    read_taobao("taobao.m", _response({"error_response": {"code": int(code)}}))


def _aliexpress(code: str) -> None:
    told = {"type": "ISV", "code": code, "message": "no"}
    read_aliexpress("m", _response({"error_response": told}))


def _mall(code: str) -> None:
    status = int(code) if code.isdecimal() else 409
    raise refusal("m", _response({"error": {"code": code}}, status))


ASK: Mapping[str, Callable[[str], None]] = {
    "doudian": _doudian,
    "pinduoduo": _pinduoduo,
    "taobao": _taobao,
    "aliexpress": _aliexpress,
    "mall": _mall,
}


def _response(body: object, status: int = 200) -> Response:
    return Response(status, {}, json.dumps(body).encode())


@pytest.mark.parametrize(("platform", "step", "code"), EVERY)
def test_the_adapter_does_what_the_table_says(platform: str, step: Step, code: str) -> None:
    with pytest.raises(HedanError) as told:
        ASK[platform](code)
    assert isinstance(told.value, KINDS[step])
    # A step that is no refusal of the seller's access must not be taken for one, and so on.
    if step in (Step.FINAL, Step.READ_FIRST):
        assert not isinstance(told.value, AccessEnded | TokenRefused | NotTaken)


def test_no_code_has_two_plans() -> None:
    for platform, plans in PLANS.items():
        codes = [code for plan in plans for code in plan.codes]
        assert len(codes) == len(set(codes)), platform
