"""How the platform says no: at the gateway with a code, or inside a result that looks well."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Refused(Exception):
    """A call that the gateway refuses; HTTP 200 with an error in the body."""

    code: str
    message: str
    kind: str = "ISV"

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass
class Failed(Exception):
    """A call that was taken and failed by the rules of the business: `success` is false."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def missing(name: str) -> Refused:
    """A parameter that the method cannot do without."""
    return Refused("MissingParameter", f"{name} is missing")


def invalid(why: str) -> Refused:
    """A parameter that is there but wrong."""
    return Refused("InvalidParameter", why)


# Business codes: the facts name none of them; these are ours, so that nobody relies on one.
OUT_OF_RANGE = "SIM_TIME_RANGE"
NOT_SHIPPABLE = "SIM_ORDER_STATUS"
BAD_NUMBER = "SIM_TRACKING_NUMBER"
BAD_SERVICE = "SIM_SERVICE_NAME"
NO_SUCH_LINE = "SIM_SUB_TRADE"
NO_SUCH_ORDER = "SIM_ORDER_NOT_FOUND"
NO_SUCH_ISSUE = "SIM_ISSUE_NOT_FOUND"


def field_of(params: dict[str, Any], name: str) -> Any:
    """A field that must be there and filled. Raises Refused."""
    value = params.get(name)
    if value in (None, ""):
        raise missing(name)
    return value
