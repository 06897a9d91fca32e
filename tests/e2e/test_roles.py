"""The template's roles, asked for what they must not do: the day itself shows that they suffice."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.emulator import REGION
from tests.e2e.lived import Lived
from tests.infra.template import functions

pytestmark = pytest.mark.emulator

DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
NOBODY = {"pk": {"S": "nobody"}, "sk": {"S": "nobody"}}


class Role:
    """A function's role, put on."""

    def __init__(self, lived: Lived, function: str) -> None:
        self.lived = lived
        self._endpoint_url = lived.world.stack.endpoint_url
        name = lived.resource(f"{function}Role")
        arn = lived.world.client("iam").get_role(RoleName=name)["Role"]["Arn"]
        given = lived.world.client("sts").assume_role(RoleArn=arn, RoleSessionName=function)
        self._session = boto3.Session(
            aws_access_key_id=given["Credentials"]["AccessKeyId"],
            aws_secret_access_key=given["Credentials"]["SecretAccessKey"],
            aws_session_token=given["Credentials"]["SessionToken"],
            region_name=REGION,
        )

    def client(self, service: str) -> Any:
        """Return a client that may do what the function may."""
        session: Any = self._session  # Its stubs want the service's name as a literal.
        return session.client(service, endpoint_url=self._endpoint_url)

    def __getitem__(self, output: str) -> str:
        """Return one of the stack's outputs."""
        return self.lived.world.stack[output]


type Call = Callable[[Role], object]


def get_secret(name: str) -> Call:
    return lambda role: role.client("secretsmanager").get_secret_value(SecretId=f"hedan/{name}")


def get_order(role: Role) -> object:
    return role.client("dynamodb").get_item(TableName=role["OrderTable"], Key=NOBODY)


def put_order(role: Role) -> object:
    return role.client("dynamodb").put_item(TableName=role["OrderTable"], Item=NOBODY)


def put_settings(role: Role) -> object:
    return role.client("dynamodb").put_item(TableName=role["SettingsTable"], Item=NOBODY)


def get_file(prefix: str) -> Call:
    return lambda role: role.client("s3").get_object(
        Bucket=role["FileBucket"], Key=f"{prefix}/nobody"
    )


def put_file(prefix: str) -> Call:
    return lambda role: role.client("s3").put_object(
        Bucket=role["FileBucket"], Key=f"{prefix}/nobody", Body=b"x"
    )


def publish(role: Role) -> object:
    return role.client("sns").publish(TopicArn=role["NoticeTopic"], Message="x")


def start_wave(role: Role) -> object:
    return role.client("stepfunctions").start_execution(
        stateMachineArn=role["WaveWorkflow"], input="{}"
    )


NOT_THEIRS: dict[str, tuple[str, Call]] = {
    "the callback cannot read tokens": ("ReceiveCallback", get_secret("stores/cup-house/token")),
    "the callback cannot sign links": ("ReceiveCallback", get_secret("links")),
    "the callback cannot see orders": ("ReceiveCallback", get_order),
    "the poll cannot see orders": ("PollStore", get_order),
    "the page cannot begin a wave": ("ShowSupplierPage", start_wave),
    "the page cannot change settings": ("ShowSupplierPage", put_settings),
    "the page cannot read raw payloads": ("ShowSupplierPage", get_file("raw")),
    "the page cannot read tokens": ("ShowSupplierPage", get_secret("stores/cup-house/token")),
    "the page cannot write results": ("ShowSupplierPage", put_file("results")),
    "the page cannot write accounts": ("ShowSupplierPage", put_file("bills")),
    "what reads uploads cannot write workbooks": ("ReadWorkbook", put_file("workbooks")),
    "what reads uploads cannot read tokens": ("ReadWorkbook", get_secret("stores/cup-house/token")),
    "the plan cannot change orders": ("PlanParcels", put_order),
    "the claim cannot write workbooks": ("ClaimParcels", put_file("workbooks")),
    "the stop cannot begin a wave": ("TellStop", start_wave),
    "taking a wave back cannot begin one": ("TakeBackWave", start_wave),
    "taking a wave back cannot write workbooks": ("TakeBackWave", put_file("workbooks")),
    "watching suppliers cannot change settings": ("WatchSuppliers", put_settings),
    "following events cannot change settings": ("FollowEvents", put_settings),
    "following events cannot read files": ("FollowEvents", get_file("workbooks")),
    "watching parcels cannot begin a wave": ("WatchParcels", start_wave),
    "watching parcels cannot read files": ("WatchParcels", get_file("workbooks")),
    "settling suppliers cannot write workbooks": ("SettleSuppliers", put_file("workbooks")),
    "settling suppliers cannot read tokens": (
        "SettleSuppliers",
        get_secret("stores/cup-house/token"),
    ),
    "advancing orders cannot change settings": ("AdvanceOrder", put_settings),
    "releasing a hold cannot read files": ("ReleaseHold", get_file("workbooks")),
}
THEIRS: dict[str, tuple[str, Call]] = {
    "the callback reads the application's keys": (
        "ReceiveCallback",
        get_secret("stores/cup-house/app"),
    ),
    "the page sees workbooks": ("ShowSupplierPage", get_order),
    "the page signs links": ("ShowSupplierPage", get_secret("links")),
    "the supplier is told": ("TellSupplier", publish),
}


@pytest.mark.parametrize("sentence", NOT_THEIRS)
def test_a_role_lacks_what_its_function_has_no_use_for(lived: Lived, sentence: str) -> None:
    function, call = NOT_THEIRS[sentence]
    with pytest.raises(ClientError) as refused:
        call(Role(lived, function))
    assert refused.value.response["Error"]["Code"] in DENIED


@pytest.mark.parametrize("sentence", THEIRS)
def test_a_role_put_on_like_this_may_do_its_work(lived: Lived, sentence: str) -> None:
    function, call = THEIRS[sentence]
    call(Role(lived, function))


@pytest.mark.parametrize("function", functions())
def test_no_function_may_read_a_whole_table_or_delete_an_order(lived: Lived, function: str) -> None:
    role = Role(lived, function)
    database = role.client("dynamodb")
    for table in ("OrderTable", "StockTable", "SettingsTable"):
        with pytest.raises(ClientError) as refused:
            database.scan(TableName=role[table])
        assert refused.value.response["Error"]["Code"] in DENIED
    with pytest.raises(ClientError) as refused:
        database.delete_item(TableName=role["OrderTable"], Key=NOBODY)
    assert refused.value.response["Error"]["Code"] in DENIED
