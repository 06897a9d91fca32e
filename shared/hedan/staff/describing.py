"""The OpenAPI description of the staff API, generated from the code that answers.

`python -m hedan.staff.describing > docs/staff-api.openapi.json` writes it; a test compares.
"""

import json
import sys
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from hedan.domain.people import MAY
from hedan.staff.api import ACTS, API
from hedan.staff.problems import Code, Problem
from hedan.staff.serving import PREFIX
from hedan.staff.settings_routes import DRAFTS, JSON, WORKBOOK, YAML

TITLE = "Hedan staff API"
VERSION = "1"
REFUSALS = {
    "401": "No access token, or not one of ours",
    "403": "Not allowed for the caller's roles",
    "404": "No such thing",
    "409": "Somebody was quicker, or something is missing",
    "413": "Too large",
    "415": "A format that nobody reads here",
    "422": "Values that are not right, each with its place",
    "429": "Too many calls",
    "500": "Our own mistake: somebody was told",
    "503": "Busy: try again",
}
BY_THE_GATEWAY = {"401", "429", "500"}  # Without a body of ours.
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_BINARY = {"type": "string", "format": "binary"}


def described() -> dict[str, Any]:
    """Return the description as plain data, the same on every run."""
    text = API.get_openapi_json_schema(
        title=TITLE,
        version=VERSION,
        openapi_version="3.1.0",
        description=(
            "What the team of a shop asks for. Sign in at the stack's user pool and send the "
            "access token; refusals are problem documents in the caller's language."
        ),
        security_schemes={"token": HTTPBearer(bearerFormat="JWT")},
        security=[{"token": []}],
    )
    told: dict[str, Any] = json.loads(text)
    told.pop("servers", None)  # Each stack has an address of its own.
    _add_problems(told)
    for (method, path), act in ACTS.items():
        operation = told["paths"][path][method.lower()]
        operation["x-roles"] = sorted(MAY[act])
        _say_what_refuses(operation)
    _describe_files(told)
    return told


def _add_problems(told: dict[str, Any]) -> None:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = told["components"]["schemas"]
    schemas |= schema.pop("$defs", {})
    schema["properties"]["code"]["examples"] = [code.value for code in Code]
    schemas["Problem"] = schema
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)  # Not how ours look.


def _say_what_refuses(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status, meaning in REFUSALS.items():
        content = {} if status in BY_THE_GATEWAY else {"application/problem+json": _PROBLEM}
        responses[status] = {
            "description": meaning,
            **({"content": {kind: {"schema": schema} for kind, schema in content.items()}}),
        }


def _describe_files(told: dict[str, Any]) -> None:
    """Say what is handed in and out as files: no model of ours reads these."""
    handed_in = told["paths"][PREFIX + DRAFTS]["post"]
    handed_in["requestBody"] = {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/Settings"}},
            YAML: {"schema": {"type": "string"}},
            WORKBOOK: {"schema": _BINARY},
        },
    }
    for path, kind in (("workbook", WORKBOOK), ("yaml", YAML)):
        handed_out = told["paths"][f"{PREFIX}/settings/{path}"]["get"]
        handed_out["responses"]["200"]["content"] = {kind: {"schema": _BINARY}}


def main() -> None:
    """Write the description to the terminal."""
    json.dump(described(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
