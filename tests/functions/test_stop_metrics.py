"""The stop's clock as CloudWatch reads it: out of the log of the function that follows events."""

import json
from typing import Any

import pytest

from tests.functions.world import World

pytestmark = pytest.mark.loopback

METRICS = {
    "stop_told": {
        "StopSeenToFenced": ("Milliseconds", [240]),
        "StopFencedToTold": ("Milliseconds", [1310]),
        "StopSeenToTold": ("Milliseconds", [1550]),
    },
    "stop_told_late": {
        "StopSeenToFenced": ("Milliseconds", [59000]),
        "StopFencedToTold": ("Milliseconds", [2000]),
        "StopSeenToTold": ("Milliseconds", [61000]),
        "StopToldLate": ("Count", [1]),
    },
    "stop_acknowledged_after_the_call": {
        "StopCallDue": ("Count", [1]),
        "StopToldToAcknowledged": ("Milliseconds", [1860000]),
    },
}


@pytest.mark.parametrize("name", METRICS)
def test_the_stop_s_clock_is_published_with_one_dimension(
    world: World, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.send("follow_events", name)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (line,) = lines
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("Hedan", [["service"]])
    assert published(line, directive) == METRICS[name]


def published(line: dict[str, Any], directive: dict[str, Any]) -> dict[str, Any]:
    """Return unit and samples of each metric; a list is as many samples, so percentiles hold."""
    return {one["Name"]: (one["Unit"], line[one["Name"]]) for one in directive["Metrics"]}
