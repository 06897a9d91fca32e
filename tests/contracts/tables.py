"""Creates the tables as the template defines them, so that tests and deployment cannot drift."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"
# What CreateTable takes under the very name that CloudFormation uses.
SAME_NAMES = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short functions as plain values: none stands in a table's keys."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    assert isinstance(node, yaml.ScalarNode)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _plain)


@cache
def _resources() -> dict[str, Any]:
    """Read the template once: it takes longer than all that a contract does."""
    resources: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)["Resources"]
    return resources


def create_table(client: "DynamoDBClient", logical_id: str, name: str) -> str:
    """Create a table of the template under this name, and return the name."""
    properties = _resources()[logical_id]["Properties"]
    given = {key: properties[key] for key in SAME_NAMES if key in properties}
    client.create_table(TableName=name, **given)
    return name
