"""Getting, keeping and renewing a store's token, one rule of the platform after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from hedan.errors import AccessEnded, Locked, Malformed, PlatformBusy, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.calling.tokens import LOOK_EVERY, LOOKS, Tokens
from hedan.platforms.doudian.answers import Answer
from hedan.platforms.doudian.tokens import DoudianIssuer
from tests.platforms.doudian.wire import NOW, TestClock, token
from tests.platforms.wire import MemoryVault

SOON = timedelta(minutes=59)
PAST = timedelta(seconds=-1)
GRANT = {"code": "", "grant_type": "authorization_self", "shop_id": "4463798"}


class Platform:
    """Answers token methods in turn: with a token of that name, or with that error."""

    def __init__(self, *answers: str | Exception, expires_in: int = 604800) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.expires_in = expires_in

    def __call__(self, method: str, params: dict[str, object]) -> Answer:
        self.asked.append((method, params))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        data = {
            "access_token": answer,
            "refresh_token": f"r-{answer}",
            "expires_in": self.expires_in,
        }
        return Answer(data, "", "")


class LockedVault(MemoryVault):
    """Somebody else holds the lock, and saves a token (or none) after so many looks."""

    def __init__(self, known: Token | None, other: Token | None = None, after: int = 1) -> None:
        super().__init__(known)
        self.other, self.after = other, after

    @contextmanager
    def lock(self) -> Iterator[None]:
        raise Locked("taken")
        yield

    def read(self) -> Token | None:
        if self.after == 0 and self.other is not None:
            return self.other
        self.after -= 1
        return self.token


def tokens(platform: Platform, vault: MemoryVault, clock: TestClock | None = None) -> Tokens:
    ticking = (clock or TestClock()).clock()
    return Tokens(DoudianIssuer(platform, "4463798", ticking), vault, ticking)


def rejected(sub_code: str) -> PlatformRejected:
    return PlatformRejected("50002", sub_code, "no")


def test_the_first_token_is_granted_to_the_applications_own_shop() -> None:
    platform, vault = Platform("a1"), MemoryVault()
    assert tokens(platform, vault).current() == "a1"
    assert platform.asked == [("token.create", GRANT)]
    assert vault.saved == [
        Token(
            access_token="a1",
            refresh_token="r-a1",
            expires_at=NOW + timedelta(days=7),
            refresh_expires_at=NOW + timedelta(days=14),
        )
    ]


def test_expires_in_may_be_an_instant() -> None:
    vault = MemoryVault()
    tokens(Platform("a1", expires_in=1790733600), vault).current()
    assert vault.saved[0].expires_at == datetime.fromtimestamp(1790733600, UTC)


def test_a_good_token_is_used_as_it_is_and_read_once() -> None:
    platform, vault = Platform(), MemoryVault(token("a1"))
    keeper = tokens(platform, vault)
    assert keeper.current() == "a1"
    vault.token = None
    assert keeper.current() == "a1"
    assert platform.asked == []


def test_earlier_than_an_hour_before_the_end_nothing_is_renewed() -> None:
    platform = Platform()
    assert tokens(platform, MemoryVault(token("a1", timedelta(hours=1)))).current() == "a1"
    assert platform.asked == []


@pytest.mark.parametrize("left", [SOON, PAST])
def test_in_the_last_hour_and_later_it_is_renewed(left: timedelta) -> None:
    platform, vault = Platform("a2"), MemoryVault(token("a1", left))
    assert tokens(platform, vault).current() == "a2"
    assert platform.asked == [
        ("token.refresh", {"grant_type": "refresh_token", "refresh_token": "r-a1"})
    ]
    assert [saved.access_token for saved in vault.saved] == ["a2"]


def test_what_another_process_renewed_is_taken_over() -> None:
    platform, vault, clock = Platform(), MemoryVault(token("a1")), TestClock()
    keeper = tokens(platform, vault, clock)
    assert keeper.current() == "a1"
    vault.token = token("a2", timedelta(days=9))
    clock.moment += timedelta(days=2, hours=23, minutes=30)
    assert keeper.current() == "a2"
    assert platform.asked == []


def test_under_the_lock_it_is_read_again() -> None:
    class Renewed(MemoryVault):
        @contextmanager
        def lock(self) -> Iterator[None]:
            self.token = token("a2")  # Another process was just done.
            yield

    platform = Platform()
    assert tokens(platform, Renewed(token("a1", SOON))).current() == "a2"
    assert tokens(platform, Renewed(token("a1"))).after_refusal("a1") == "a2"
    assert platform.asked == []


@pytest.mark.parametrize("error", [PlatformBusy("20000"), rejected("isv.business-failed:31012")])
def test_a_renewal_that_fails_in_the_last_hour_delays_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    clock = TestClock()
    assert tokens(Platform(error), MemoryVault(token("a1", SOON)), clock).current() == "a1"
    assert clock.slept == []
    assert "token_renewal_delayed" in caplog.text
    assert "a1" not in caplog.text


def test_a_renewal_under_way_elsewhere_delays_nothing_in_the_last_hour() -> None:
    clock = TestClock()
    assert tokens(Platform(), LockedVault(token("a1", SOON)), clock).current() == "a1"
    assert clock.slept == []


def test_an_expired_token_that_cannot_be_renewed_now_is_busy() -> None:
    with pytest.raises(PlatformBusy, match="20000"):
        tokens(Platform(PlatformBusy("20000")), MemoryVault(token("a1", PAST))).current()


@pytest.mark.parametrize("known", [token("a1", PAST), None])
def test_an_expired_token_is_awaited_while_another_process_renews_it(known: Token | None) -> None:
    clock = TestClock()
    vault = LockedVault(known, token("a2"), after=3)
    assert tokens(Platform(), vault, clock).current() == "a2"
    assert clock.slept == [LOOK_EVERY] * 3


def test_a_token_refreshed_at_the_same_moment_elsewhere_is_read_again() -> None:
    class Late(MemoryVault):
        looks = 0

        def read(self) -> Token | None:
            self.looks += 1
            return token("a2") if self.looks > 3 else token("a1")

    platform = Platform(rejected("isv.business-failed:31012"))
    assert tokens(platform, Late()).after_refusal("a1") == "a2"


def test_waiting_for_another_process_has_an_end() -> None:
    clock = TestClock()
    with pytest.raises(PlatformBusy, match="4463798"):
        tokens(Platform(), LockedVault(token("a1", PAST)), clock).current()
    assert clock.slept == [LOOK_EVERY] * LOOKS


def test_a_refresh_token_that_is_over_is_replaced_by_a_new_grant() -> None:
    platform, vault = Platform(rejected("dop.token-generate-failed:1"), "a2"), MemoryVault()
    vault.token = token("a1", PAST)
    assert tokens(platform, vault).current() == "a2"
    assert [method for method, _ in platform.asked] == ["token.refresh", "token.create"]


def test_without_a_grant_access_has_ended() -> None:
    with pytest.raises(AccessEnded) as told:
        tokens(Platform(rejected("dop.token-generate-failed:2")), MemoryVault()).current()
    assert told.value.sub_code == "dop.token-generate-failed:2"


def test_a_closed_authorisation_asks_for_no_new_grant() -> None:
    platform = Platform(AccessEnded("30001", "dop.authorization-closed", "closed"))
    with pytest.raises(AccessEnded):
        tokens(platform, MemoryVault(token("a1", PAST))).current()
    assert [method for method, _ in platform.asked] == ["token.refresh"]


@pytest.mark.parametrize("data", [None, {}, {"access_token": "secret", "refresh_token": "r"}, []])
def test_a_broken_token_answer_is_refused_and_never_quoted(data: object) -> None:
    def ask(method: str, params: dict[str, object]) -> Answer:
        return Answer(data, "secret", "")

    vault = MemoryVault()
    clock = TestClock().clock()
    with pytest.raises(Malformed) as told:
        Tokens(DoudianIssuer(ask, "4463798", clock), vault, clock).current()
    assert "secret" not in str(told.value)
    assert vault.saved == []
    assert not vault.held.locked()
