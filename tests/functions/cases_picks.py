"""Parcels as the team sees them, and what the warehouse says of the shelves."""

from typing import Any

from hedan.domain.line_work import LineState
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import LINES, states
from tests.functions.cases_staff import told
from tests.functions.stages import parcel_ids
from tests.functions.world import ORDER, World


@case("staff_api", "one_parcel", stage="told")
def shows_a_parcel(world: World, answer: Any) -> None:
    body = told(answer)
    assert [body["parcel"]["parcel_id"]] == parcel_ids(world)
    assert body["orders"] == [str(ORDER)]
    assert body["packing"]["cost_minor"] == 0  # No packages in these settings.
    nothing_changed(world)


@case("staff_api", "pick_proposed", stage="told")
def says_what_would_become_of_a_short_parcel(world: World, answer: Any) -> None:
    body = told(answer)
    assert body["outcome"] == "split"
    assert body["goes"] == [f"{ORDER}/{LINES[0]}"]
    assert [(one["line"], one["why"]) for one in body["stays"]] == [
        (f"{ORDER}/{LINES[1]}", "short")
    ]
    nothing_changed(world)


@case("staff_api", "pick_accepted", stage="told")
def takes_out_what_was_not_on_the_shelf(world: World, answer: Any) -> None:
    assert told(answer)["left"] == [f"{ORDER}/{LINES[1]}"]
    # Free for another parcel; the other line stays where it is.
    assert states(world) == [LineState.CLAIMED, LineState.NEW]
