"""The OpenAPI description: what is written down is what answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import ResponseValidationError

from hedan.domain.people import MAY
from hedan.staff.api import ACTS, BODY_BYTES_MAX, SUBJECTS
from hedan.staff.describing import described
from hedan.staff.problems import Code
from hedan.texts import TEXTS
from infra.local.places import ROOT
from tests.staff.calls import Shop
from tests.staff.samples import SAMPLES

FILE = ROOT / "docs" / "staff-api.openapi.json"
METHODS = {"get", "post", "put", "delete", "patch"}


def operations() -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, item in described()["paths"].items():
        for method in item.keys() & METHODS:
            yield (method.upper(), path), item[method]


def test_the_file_is_what_the_code_says() -> None:
    written = json.loads(FILE.read_text(encoding="utf-8"))
    assert written == described(), "write it anew: python -m hedan.staff.describing"


def test_it_is_openapi_without_loose_ends() -> None:
    told = described()
    assert told["openapi"].startswith("3.1.")
    assert told["security"] == [{"token": []}]
    names = set(told["components"]["schemas"])
    assert {one.rsplit("/", 1)[-1] for one in references(told)} <= names
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(ids) == len(set(ids))


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_every_route_is_described_with_who_may_and_what_refuses() -> None:
    found = dict(operations())
    assert set(found) == set(ACTS) == set(SAMPLES)
    for call, operation in found.items():
        assert operation["summary"], call
        assert operation["x-roles"] == sorted(MAY[ACTS[call]])
        assert {"401", "403", "404", "422"} <= set(operation["responses"])


def test_unknown_fields_are_refused_by_every_body() -> None:
    schemas = described()["components"]["schemas"]
    for call, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            name = content["schema"]["$ref"].rsplit("/", 1)[-1]
            assert schemas[name]["additionalProperties"] is False, call


def test_no_path_is_answered_by_two_routes() -> None:
    """A placeholder would swallow a word that stands in its place."""
    shapes = [(method, path.split("/")) for method, path in ACTS]
    for method, one in shapes:
        same = [
            other
            for kind, other in shapes
            if kind == method
            and len(other) == len(one)
            and all(a == b or a.startswith("{") for a, b in zip(one, other, strict=True))
        ]
        assert same == [one]


def test_every_code_has_its_sentence_in_both_languages() -> None:
    for code in Code:
        text = TEXTS[f"staff.{code}"]
        assert text.zh
        assert text.en


def test_each_subject_has_routes_and_bodies_are_bounded() -> None:
    assert all(subject.acts for subject in SUBJECTS)
    assert BODY_BYTES_MAX < 6_000_000


def test_an_answer_that_is_not_as_described_is_our_mistake_not_the_callers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = Shop()
    monkeypatch.setattr(shop.keeper, "in_force", lambda: {"stores": "none"})
    with pytest.raises(ResponseValidationError):
        shop.call("GET", "/settings")
