"""What the emulator does otherwise than AWS: each gap that our design goes round, as a test.

They say what AWS does and are expected to fail: an emulator that is mended shows up here, and the
note about it in the design can go.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3
from botocore import auth
from botocore.client import Config
from botocore.exceptions import ClientError

from infra.local.emulator import REGION
from infra.local.waiting import TooLate, wait_for
from tests.workflows.endpoint import Endpoint
from tests.workflows.stage import RAISES, Stage

pytestmark = pytest.mark.emulator

STREAM_STUB = Path(__file__).with_name("stub_stream.py")
SECONDS_MAX = 10.0
# SNS tries an HTTP endpoint again at once, three times, before it waits at all.
RETRY_SECONDS_MAX = 2.0
# The emulator looks at its schedules every ten seconds.
SCHEDULE_SECONDS_MAX = 20.0


@pytest.fixture(scope="module", autouse=True)
def schedule_queue(stage: Stage) -> str:
    """Create a schedule that is due, long before it is asked for: it takes seconds."""
    url: str = stage.sqs.create_queue(QueueName="scheduled")["QueueUrl"]
    stage.client("scheduler").create_schedule(
        Name="gap",
        ScheduleExpression=f"at({datetime.now(UTC) + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": _arn(stage, url),
            "RoleArn": stage.role,
            "Input": "<aws.scheduler.scheduled-time>",
        },
    )
    return url


def run(stage: Stage, name: str, *states: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Run a small machine, its states in this order, and return its end."""
    made = {
        state: given | ({"Next": states[position + 1][0]} if position + 1 < len(states) else {})
        for position, (state, given) in enumerate(states)
    }
    text = {"QueryLanguage": "JSONata", "StartAt": states[0][0], "States": made}
    machine = stage.states.create_state_machine(
        name=name, definition=json.dumps(text), roleArn=stage.role
    )["stateMachineArn"]
    arn = stage.states.start_execution(stateMachineArn=machine)["executionArn"]
    return stage.end(arn)


def invoke(function: str, **more: Any) -> dict[str, Any]:
    """Return a task that calls a function with the script `gap`."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": function, "Payload": {"step": "only", "order": "gap"}},
        "End": True,
    } | more


@pytest.fixture(scope="module")
def function(stage: Stage) -> str:
    return stage.make_function("gap")


@pytest.mark.xfail(raises=AssertionError, reason="the error is called Runtime.HandlerError")
def test_a_lambdas_error_is_named_after_its_class(stage: Stage, function: str) -> None:
    stage.write("gap", {"only": [RAISES]})
    ended = run(stage, "error-name", ("Call", invoke(function)))
    assert ended["status"] == "FAILED"
    assert ended["error"] == "StepRaised"


@pytest.mark.xfail(raises=AssertionError, reason="Output of a Succeed state is ignored")
def test_a_succeed_state_gives_its_output(stage: Stage) -> None:
    done = {"Type": "Succeed", "Output": {"end": "done"}}
    ended = run(stage, "succeed", ("Done", done))
    assert json.loads(ended["output"]) == {"end": "done"}


@pytest.mark.xfail(raises=AssertionError, reason="a computed TimeoutSeconds is refused")
def test_a_tasks_limit_may_be_computed(stage: Stage, function: str) -> None:
    stage.write("gap", {"only": [{"done": True}]})
    task = invoke(function, TimeoutSeconds="{% $number('30') %}")
    assert run(stage, "computed-limit", ("Call", task))["status"] == "SUCCEEDED"


@pytest.mark.xfail(raises=AssertionError, reason="sns:publish drops message attributes")
def test_a_machine_publishes_with_attributes(stage: Stage) -> None:
    topic = stage.client("sns").create_topic(Name="attributes")["TopicArn"]
    url = stage.sqs.create_queue(QueueName="attributes")["QueueUrl"]
    _let(stage, url, "sns.amazonaws.com")
    stage.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=_arn(stage, url))
    kind = {"DataType": "String", "StringValue": "stop"}
    publish = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Arguments": {"TopicArn": topic, "Message": "x", "MessageAttributes": {"kind": kind}},
        "End": True,
    }
    assert run(stage, "attributes", ("Publish", publish))["status"] == "SUCCEEDED"
    envelope = json.loads(_receive(stage, url, SECONDS_MAX))
    assert envelope["Message"] == "x"
    assert envelope.get("MessageAttributes") == {"kind": {"Type": "String", "Value": "stop"}}


@pytest.mark.xfail(raises=ClientError, reason="an Express name is taken for ever")
def test_an_express_execution_starts_again_under_its_name(stage: Stage) -> None:
    # Hence every step of the order workflow may be repeated.
    text = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    machine = stage.states.create_state_machine(
        name="express", definition=json.dumps(text), roleArn=stage.role, type="EXPRESS"
    )["stateMachineArn"]
    stage.states.start_execution(stateMachineArn=machine, name="same")
    stage.states.start_execution(stateMachineArn=machine, name="same")


@pytest.mark.xfail(raises=AssertionError, reason="batchItemFailures of a stream are ignored")
def test_a_failed_stream_record_comes_again_before_the_next(stage: Stage) -> None:
    stream = _table_with_stream(stage)
    stage.client("lambda").create_event_source_mapping(
        FunctionName=stage.make_function("stream", STREAM_STUB),
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    for name in ("first", "second"):
        stage.client("dynamodb").put_item(
            TableName="gap", Item={"pk": {"S": "one shard"}, "sk": {"S": name}}
        )
    seen = stage.scripts / "stream.calls"
    wait_for(
        "the second record arrives",
        lambda: seen.exists() and "second" in seen.read_text(),
        seconds=SECONDS_MAX,
    )
    assert seen.read_text().split() == ["first", "first", "second"]


@pytest.mark.xfail(raises=TooLate, reason="an HTTP endpoint that fails is not tried again")
def test_a_topic_tries_a_failing_endpoint_again(stage: Stage, endpoint: Endpoint) -> None:
    topics = stage.client("sns")
    topic = topics.create_topic(Name="retries")["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url)
    asked = wait_for("the handshake", lambda: endpoint.got["SubscriptionConfirmation"], seconds=5)
    topics.confirm_subscription(TopicArn=topic, Token=asked[0]["Token"])
    topics.publish(TopicArn=topic, Message="x")
    wait_for("the first try", lambda: endpoint.got["Notification"], seconds=SECONDS_MAX)
    wait_for(
        "a second try",
        lambda: len(endpoint.got["Notification"]) > 1,
        seconds=RETRY_SECONDS_MAX,
    )


@pytest.mark.xfail(raises=AssertionError, reason="<aws.scheduler…> arrives as it was written")
def test_a_schedule_says_for_when_it_was(stage: Stage, schedule_queue: str) -> None:
    said = _receive(stage, schedule_queue, SCHEDULE_SECONDS_MAX)
    assert said
    assert "<aws.scheduler" not in said


@pytest.mark.xfail(raises=pytest.fail.Exception, reason="a template's topic is open to all")
def test_a_role_that_may_do_nothing_may_not_publish(stage: Stage) -> None:
    # Hence a forgotten sns:Publish does not show in the local run.
    topic = _topic_of_a_template(stage)
    role = stage.make_role("may-do-nothing")
    given = stage.client("sts").assume_role(RoleArn=role, RoleSessionName="gap")["Credentials"]
    nobody = boto3.client(
        "sns",
        endpoint_url=stage.endpoint_url,
        region_name=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    with pytest.raises(ClientError):
        nobody.publish(TopicArn=topic, Message="x")


def test_an_expired_link_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    # No gap: of links signed as ours are. Of the older signature it is not asked.
    storage = stage.client("s3", Config(signature_version="s3v4"))
    storage.create_bucket(Bucket="gap")
    storage.put_object(Bucket="gap", Key="file", Body=b"x")

    def fetched(seconds: int) -> int:
        place = {"Bucket": "gap", "Key": "file"}
        url = storage.generate_presigned_url("get_object", Params=place, ExpiresIn=seconds)
        with urllib3.PoolManager() as http:
            return http.request("GET", url, retries=False).status

    assert fetched(60) == 200
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    monkeypatch.setattr(auth, "get_current_datetime", lambda remove_tzinfo=True: an_hour_ago)
    assert fetched(7200) == 200
    assert fetched(60) == 403


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.close()


def _table_with_stream(stage: Stage) -> str:
    names = {"pk": "HASH", "sk": "RANGE"}
    made = stage.client("dynamodb").create_table(
        TableName="gap",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in names.items()],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    arn: str = made["TableDescription"]["LatestStreamArn"]
    return arn


def _topic_of_a_template(stage: Stage) -> str:
    stacks = stage.client("cloudformation")
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    stacks.create_stack(StackName="gap", TemplateBody=json.dumps(template))

    def look() -> str:
        (stack,) = stacks.describe_stacks(StackName="gap")["Stacks"]
        assert stack["StackStatus"] in {"CREATE_IN_PROGRESS", "CREATE_COMPLETE"}
        return "" if stack["StackStatus"] == "CREATE_IN_PROGRESS" else "made"

    wait_for("the stack is made", look, seconds=SECONDS_MAX)
    made = stacks.describe_stack_resource(StackName="gap", LogicalResourceId="Topic")
    arn: str = made["StackResourceDetail"]["PhysicalResourceId"]
    return arn


def _arn(stage: Stage, url: str) -> str:
    found = stage.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn: str = found["Attributes"]["QueueArn"]
    return arn


def _let(stage: Stage, url: str, service: str) -> None:
    """Let a service send to a queue."""
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": _arn(stage, url),
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    stage.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


def _receive(stage: Stage, url: str, seconds: float) -> str:
    def look() -> list[str]:
        got = stage.sqs.receive_message(QueueUrl=url).get("Messages", [])
        return [message["Body"] for message in got]

    return wait_for(f"a message in {url}", look, seconds=seconds)[0]
