"""What every test stands on: no network, a repeatable Hypothesis, credentials of nobody."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.workers import AFileAtATime, turn

LOOPBACK = ["127.0.0.1", "::1", "localhost"]

# The same examples in every run, and no wall clock: a slow machine is not a mistake.
settings.register_profile(
    "check",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make simulate`, every property of the tests: what fifty examples did not meet.
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=300,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make simulate`: new examples each time; a failure prints how to repeat it.
settings.register_profile("simulate", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> AFileAtATime:
    """Share the tests out in our way; asked only where there are workers."""
    return AFileAtATime(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open 127.0.0.1, and nothing else, to the tests that say they need it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=turn)
    for item in items:
        if item.get_closest_marker("emulator") or item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(autouse=True)
def _nobodys_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sure that no test can act on the account of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
