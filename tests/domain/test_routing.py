"""Every line has a supplier or a finding that says it has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.findings import Ends, Severity
from hedan.domain.routing import route
from tests.domain.builders import SKUS, SkuStub, make_line, make_order

ORDER = make_order(
    make_line("1"),
    make_line("2", sku="GIFT-BRUSH"),
    make_line("3", sku="NOPE"),
    make_line("4", sku=""),
)


def test_lines_go_to_the_suppliers_of_their_skus() -> None:
    routes = route(ORDER, ["1", "2"], SKUS)
    assert routes.suppliers == {"1": "factory-a", "2": "factory-b"}
    assert routes.findings == ()


def test_a_line_without_a_supplier_is_a_finding() -> None:
    routes = route(ORDER, ["3", "1", "4"], SKUS)
    assert routes.suppliers == {"1": "factory-a"}
    assert [(f.code, f.evidence) for f in routes.findings] == [
        ("ROUTE_MISSING", "line 3: no supplier for code 'NOPE'"),
        ("ROUTE_MISSING", "line 4: no supplier for code ''"),
    ]
    assert all(f.severity is Severity.STOP and f.ends is Ends.FACT for f in routes.findings)


def test_an_empty_code_has_no_supplier_even_if_somebody_lists_it() -> None:
    routes = route(ORDER, ["4"], {"": SkuStub()})
    assert routes.suppliers == {}
    assert len(routes.findings) == 1


def test_a_line_that_the_order_does_not_have_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        route(ORDER, ["9"], SKUS)


@given(st.lists(st.sampled_from(["1", "2", "3", "4"])))
def test_each_line_is_routed_or_found_once(line_ids: list[str]) -> None:
    routes = route(ORDER, line_ids, SKUS)
    found = [finding.evidence.split(":")[0].removeprefix("line ") for finding in routes.findings]
    assert sorted([*routes.suppliers, *found]) == sorted(set(line_ids))
