"""The stop clock's dashboard and alarms: they show and watch what the code publishes, no more."""

import json
import re
from typing import Any

from hedan.usecases.stops import stop_clock
from tests.infra.template import resources

PUBLISHED = {
    *stop_clock.METRICS.values(),
    stop_clock.TOLD_LATE,
    stop_clock.SETTLED_LATE,
    stop_clock.ESCALATED,
    stop_clock.CALL_DUE,
    stop_clock.CALL_ENDED,
}
PERCENTILES = {"p50", "p95", "p99"}


def widgets() -> list[dict[str, Any]]:
    """Return what stands on the dashboard."""
    (dashboard,) = resources("AWS::CloudWatch::Dashboard").values()
    body = dashboard["DashboardBody"]["Fn::Sub"]
    assert set(re.findall(r"\$\{(.+?)\}", body)) == {"AWS::Region"}
    shown: list[dict[str, Any]] = json.loads(body)["widgets"]
    return shown


def shown() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return each metric with its own options and its widget's."""
    found = []
    for widget in widgets():
        for metric in widget["properties"]["metrics"]:
            *named, options = metric if isinstance(metric[-1], dict) else [*metric, {}]
            if named:
                namespace, name, dimension, value = named
                assert (namespace, dimension, value) == ("Hedan", "service", "hedan")
                found.append((name, options, widget["properties"]))
    return found


def test_c133_the_dashboard_shows_exactly_what_is_published() -> None:
    assert {name for name, _, _ in shown()} == PUBLISHED


def test_every_hop_is_shown_by_its_percentiles_and_every_count_by_its_sum() -> None:
    for hop in stop_clock.METRICS.values():
        assert {options["stat"] for name, options, _ in shown() if name == hop} == PERCENTILES
    for name, options, widget in shown():
        if name not in stop_clock.METRICS.values():
            assert "stat" not in options
            assert widget["stat"] == "Sum"


def test_no_widget_lies_on_another() -> None:
    places = [(one["x"] + x, one["y"] + y) for one in widgets() for x in range(8) for y in range(6)]
    assert all(one["width"] == 8 and one["height"] == 6 for one in widgets())
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24


def test_what_is_open_is_counted_from_what_is_shown_beside_it() -> None:
    (named,) = [
        {metric[-1]["id"]: metric for metric in one["properties"]["metrics"]}
        for one in widgets()
        if "expression" in one["properties"]["metrics"][0][-1]
    ]
    expression = named["open"][-1]["expression"]
    used = set(re.findall(r"FILL\((\w+), 0\)", expression))
    assert used == set(named) - {"open"}


def test_late_stops_and_due_calls_ring() -> None:
    alarms = resources("AWS::CloudWatch::Alarm")
    watched = {given.get("MetricName"): given for given in alarms.values()}
    for metric in (stop_clock.TOLD_LATE, stop_clock.CALL_DUE):
        alarm = watched[metric]
        assert alarm["Namespace"] == "Hedan"
        assert alarm["Dimensions"] == [{"Name": "service", "Value": "hedan"}]
        assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)
        assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
