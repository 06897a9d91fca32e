"""How the platform says no: one exception, and the documented code for each reason."""

from dataclasses import dataclass

CALL_LIMITED = 7
NO_PERMISSION = 12
REMOTE = 15
BAD_METHOD = 22
BAD_FORMAT = 23
NO_SIGN = 24
BAD_SIGN = 25
NO_SESSION = 26
BAD_SESSION = 27
BAD_APP_KEY = 29
NO_TIMESTAMP = 30
BAD_TIMESTAMP = 31
NO_ARGUMENT = 40
BAD_ARGUMENT = 41
SESSION_OF_ANOTHER = 53

MESSAGES = {
    CALL_LIMITED: "App Call Limited",
    NO_PERMISSION: "Insufficient user permissions",
    REMOTE: "Remote service error",
    BAD_METHOD: "Invalid method",
    BAD_FORMAT: "Invalid format",
    NO_SIGN: "Missing signature",
    BAD_SIGN: "Invalid signature",
    NO_SESSION: "Missing session",
    BAD_SESSION: "Invalid session",
    BAD_APP_KEY: "Invalid app Key",
    NO_TIMESTAMP: "Missing timestamp",
    BAD_TIMESTAMP: "Invalid timestamp",
    NO_ARGUMENT: "Missing required arguments",
    BAD_ARGUMENT: "Invalid arguments",
    SESSION_OF_ANOTHER: "Session is not valid for the app",
}


@dataclass
class Refused(Exception):
    """A call that the platform refuses; becomes an `error_response` with HTTP status 200."""

    code: int
    sub_code: str = ""
    sub_msg: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.sub_code}: {self.sub_msg}"


def missing(name: str) -> Refused:
    """A business parameter that the method cannot do without."""
    return Refused(NO_ARGUMENT, "isv.missing-parameter", f"{name} is required")


def invalid(name: str, why: str = "") -> Refused:
    """A business parameter that is there but wrong."""
    return Refused(BAD_ARGUMENT, "isv.invalid-parameter", f"{name} {why}".strip())


def business(sub_code: str, why: str) -> Refused:
    """A refusal by the platform's rules: `isv.…`, never to be retried."""
    return Refused(REMOTE, f"isv.{sub_code}", why)


def ship_error(suffix: str, why: str) -> Refused:
    """A refused shipment. Nobody may depend on the suffixes: no source lists them."""
    return business(f"logistics-offline-service-error:{suffix}", why)
