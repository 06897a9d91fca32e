"""infra/template.yaml as data, its short tags spelled out, and the small questions tests ask it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from infra.local.places import ROOT, TEMPLATE

FUNCTION = "AWS::Serverless::Function"
STATE_MACHINE = "AWS::Serverless::StateMachine"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's tags as the functions that they abbreviate."""


def _tagged(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
        case _:
            raise TypeError(type(node).__name__)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tagged)


@cache
def template() -> dict[str, Any]:
    """Return the whole template."""
    loader = _Loader(TEMPLATE.read_text(encoding="utf-8"))
    try:
        loaded: dict[str, Any] = loader.get_single_data()
    finally:
        loader.dispose()
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of a type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def functions() -> dict[str, dict[str, Any]]:
    """Return the properties of all functions, by logical id."""
    return resources(FUNCTION)


def directory(logical_id: str) -> str:
    """Return the directory of a function: TakeIn lies in take_in."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", logical_id).lower()


def statements(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the policy statements of a function or a state machine."""
    return [one for policy in properties.get("Policies", []) for one in policy["Statement"]]


def as_list(value: Any) -> list[Any]:
    """Return a value that may stand alone as a list."""
    return value if isinstance(value, list) else [value]


def target(value: Any) -> str:
    """Return the logical id that a Ref or GetAtt names."""
    found = value.get("Ref") or value["Fn::GetAtt"][0]
    assert isinstance(found, str)
    return found


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and everything below it."""
    yield node
    if isinstance(node, dict):
        for inner in node.values():
            yield from walk(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from walk(inner)


@cache
def _runtime() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return for each function of hedan.runtime the variables it reads and what it calls there."""
    source = (ROOT / "shared" / "hedan" / "runtime.py").read_text(encoding="utf-8")
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    names = {node.name for node in found}
    return {node.name: (variables(node), _named(node) & names) for node in found}


def variables(tree: ast.AST) -> frozenset[str]:
    """Return the environment variables that some code cannot do without: os.environ["NAME"]."""
    return frozenset(
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    )


def _named(tree: ast.AST) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def app_tree(logical_id: str) -> ast.Module:
    """Return the parsed app.py of a function."""
    file = ROOT / "functions" / directory(logical_id) / "app.py"
    return ast.parse(file.read_text(encoding="utf-8"))


def uses(logical_id: str) -> frozenset[str]:
    """Return what of hedan.runtime a function stands on, directly or through something else."""
    waiting = [
        node.attr
        for node in ast.walk(app_tree(logical_id))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "runtime"
    ]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in _runtime() and name not in found:
            found.add(name)
            waiting += _runtime()[name][1]
    return frozenset(found)


def wanted_variables(logical_id: str) -> frozenset[str]:
    """Return the environment variables that a function reads, by itself or through the runtime."""
    own = variables(app_tree(logical_id))
    return own.union(*(_runtime()[name][0] for name in uses(logical_id)))
