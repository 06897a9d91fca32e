"""One HTTP request: what each way to fail means, and how long we are patient."""

import pytest
import urllib3

from hedan.errors import PlatformBusy
from hedan.platforms.calling.refusals import NotTaken
from hedan.platforms.calling.sending import PAUSES, Request, patiently, send
from hedan.platforms.outside import Outside
from infra.local.simulated.web import DirectPool, WebAnswer
from tests.platforms.doudian.wire import TestClock

REQUEST = Request("m.m", "POST", "https://example.com/m?token=secret", {}, b"{}")


def outside(answer: WebAnswer) -> Outside:
    return Outside(http=DirectPool(lambda _: answer))  # type: ignore[arg-type] # It stands for one.


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, PlatformBusy), (502, PlatformBusy), (504, PlatformBusy), (429, NotTaken)],
)
def test_a_busy_gateway_is_tried_again_later(status: int, error: type[PlatformBusy]) -> None:
    with pytest.raises(PlatformBusy, match=str(status)) as told:
        send(REQUEST, outside(WebAnswer(b"", status=status)))
    assert type(told.value) is error


@pytest.mark.parametrize("status", [200, 302, 404])
def test_any_other_answer_is_the_callers_to_read(status: int) -> None:
    headers = {"X-Total": "7"}
    answer = send(REQUEST, outside(WebAnswer(b"body", status=status, headers=headers)))
    assert (answer.status, answer.body, answer.headers["x-total"]) == (status, b"body", "7")


def test_a_cut_line_is_no_answer_and_no_word_of_the_token_is_said() -> None:
    with pytest.raises(PlatformBusy) as told:
        send(REQUEST, outside(WebAnswer(b"", sent=False)))
    assert type(told.value) is PlatformBusy
    assert "secret" not in str(told.value)
    assert told.value.__suppress_context__


class Refusing(urllib3.PoolManager):
    """Nobody listens."""

    def urlopen(self, *_: object, **__: object) -> urllib3.HTTPResponse:
        raise urllib3.exceptions.ConnectTimeoutError(None, "no")


def test_without_a_connection_the_call_had_no_effect() -> None:
    with pytest.raises(NotTaken):
        send(REQUEST, Outside(http=Refusing()))


@pytest.mark.parametrize(
    ("error", "repeatable", "calls"),
    [
        (PlatformBusy("no"), True, len(PAUSES) + 1),
        (PlatformBusy("no"), False, 1),
        (NotTaken("no"), False, len(PAUSES) + 1),
    ],
)
def test_only_what_had_no_effect_is_repeated_for_all(
    error: PlatformBusy, repeatable: bool, calls: int
) -> None:
    made: list[int] = []

    def once() -> None:
        made.append(1)
        raise error

    with pytest.raises(type(error)):
        patiently(once, TestClock().clock(), repeatable=repeatable)
    assert len(made) == calls
