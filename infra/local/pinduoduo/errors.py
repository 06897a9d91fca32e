"""How the platform says no: one exception, and the documented code for each reason."""

from dataclasses import dataclass

PARAMETER = 10001
BAD_TYPE = 10017
BAD_CLIENT = 10016
TOKEN_EXPIRED = 10019
BAD_SIGN = 20004
NOT_AUTHORISED = 20031
BAD_TOKEN = 20032
INTERNAL = 50000
BUSINESS = 50001
UNAVAILABLE = 52001
THROTTLED = 70031

MESSAGES = {
    PARAMETER: "参数错误",
    BAD_TYPE: "type 错误",
    BAD_CLIENT: "client_id 错误",
    TOKEN_EXPIRED: "access_token 已过期",
    BAD_SIGN: "sign 验签失败",
    NOT_AUTHORISED: "用户没有授权访问此接口",
    BAD_TOKEN: "access_token 或 client_id 错误",
    INTERNAL: "系统内部错误",
    BUSINESS: "业务服务错误",
    UNAVAILABLE: "系统内部错误",
    THROTTLED: "调用过于频繁",
}


@dataclass
class Refused(Exception):
    """A call that the platform refuses; becomes an `error_response` with HTTP status 200."""

    code: int
    sub_msg: str = ""
    sub_code: str | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.sub_code}: {self.sub_msg}"


@dataclass
class Failed(Exception):
    """A ship call that fails inside an ordinary answer, as `is_success: false`."""

    code: int
    why: str


def bad_parameter(why: str) -> Refused:
    """A business parameter that is absent or wrong."""
    return Refused(PARAMETER, why)


def business(why: str, sub_code: str) -> Refused:
    """A refusal by the platform's rules. No source lists the sub codes: these are ours."""
    return Refused(BUSINESS, why, sub_code)
