"""The template's tables, queues, topic, bucket and machines, made in moto as they are defined."""

import json
import re
from typing import Any

from hedan.adapters import clients
from infra.local.places import ROOT
from tests.infra.template import functions, resources, template

REGION = "us-east-1"
ACCOUNT = "123456789012"
STACK = "hedan"
PUBLIC_URL = "https://api.example.invalid"
PSEUDO = {
    "AWS::StackName": STACK,
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}


class Stack:
    """What the template describes, as far as functions touch it; call under moto."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = dict(PSEUDO)
        self.arns: dict[str, str] = {}
        for name, properties in resources("AWS::DynamoDB::Table").items():
            self._table(name, properties)
        for name, properties in resources("AWS::SQS::Queue").items():
            self._queue(name, properties)
        self._bucket()
        self._topic()
        for name, properties in resources("AWS::Serverless::StateMachine").items():
            self._machine(name, properties)
        self._schedule_group()
        for name in functions():
            self._known(name, f"{STACK}-{name}", function_arn(f"{STACK}-{name}"))
        secret = clients.secrets_manager().create_secret(
            Name=f"{STACK}/links", SecretString=json.dumps({"key": "k" * 43})
        )
        self._known("LinkSecret", secret["ARN"], secret["ARN"])

    def variables(self, logical_id: str) -> dict[str, str]:
        """Return the environment that the template gives a function."""
        given = functions()[logical_id].get("Environment", {}).get("Variables", {})
        shared = template()["Globals"]["Function"]["Environment"]["Variables"]
        return {name: self.resolved(value) for name, value in (shared | given).items()}

    def all_variables(self) -> dict[str, str]:
        """Return everything that any function is given: what the world is seeded with."""
        merged: dict[str, str] = {}
        for name in functions():
            merged |= self.variables(name)
        return merged

    def resolved(self, value: Any) -> str:
        """Return what an expression of the template stands for here."""
        match value:
            case str():
                return value
            case {"Ref": name}:
                return self.refs[name] if name in self.refs else _default(name)
            case {"Fn::GetAtt": [name, "Arn"]}:
                return self.arns[name]
            case {"Fn::Sub": text}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda found: self._name(found[1]), text)
            case {"Fn::If": ["IsLocal", *_]}:
                return PUBLIC_URL
            case {"Fn::If": ["LocksEvidence", _, unlocked]}:
                return self.resolved(unlocked)
        raise ValueError(value)

    def _name(self, name: str) -> str:
        logical_id, dot, _ = name.partition(".Arn")
        return self.arns[logical_id] if dot else self.refs[name]

    def _known(self, name: str, ref: str, arn: str) -> None:
        self.refs[name], self.arns[name] = ref, arn

    def _table(self, name: str, properties: dict[str, Any]) -> None:
        wanted = {key: properties[key] for key in ("AttributeDefinitions", "KeySchema")}
        if "GlobalSecondaryIndexes" in properties:
            wanted["GlobalSecondaryIndexes"] = properties["GlobalSecondaryIndexes"]
        made = clients.dynamodb().create_table(
            TableName=f"{STACK}-{name}", BillingMode="PAY_PER_REQUEST", **wanted
        )
        self._known(name, f"{STACK}-{name}", made["TableDescription"]["TableArn"])

    def _queue(self, name: str, properties: dict[str, Any]) -> None:
        fifo = properties.get("FifoQueue", False)
        full = f"{STACK}-{name}.fifo" if fifo else f"{STACK}-{name}"
        url = clients.sqs().create_queue(
            QueueName=full, Attributes={"FifoQueue": "true"} if fifo else {}
        )["QueueUrl"]
        self._known(name, url, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{full}")

    def _bucket(self) -> None:
        name = "FileBucket"
        bucket = self.resolved(resources("AWS::S3::Bucket")[name]["BucketName"])
        clients.s3().create_bucket(Bucket=bucket)
        self._known(name, bucket, f"arn:aws:s3:::{bucket}")

    def _topic(self) -> None:
        """Make the topic, and a queue that hears everything: what people are told, lies there."""
        sns, sqs = clients.sns(), clients.sqs()
        arn = sns.create_topic(Name=f"{STACK}-NoticeTopic")["TopicArn"]
        self._known("NoticeTopic", arn, arn)
        self.mailbox = sqs.create_queue(QueueName="mailbox")["QueueUrl"]
        heard = f"arn:aws:sqs:{REGION}:{ACCOUNT}:mailbox"
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=heard)

    def _schedule_group(self) -> None:
        arn = clients.scheduler().create_schedule_group(Name=STACK)["ScheduleGroupArn"]
        self._known("ScheduleGroup", STACK, arn)
        role = f"{STACK}-ScheduleRole"
        self._known("ScheduleRole", role, f"arn:aws:iam::{ACCOUNT}:role/{role}")

    def _machine(self, name: str, properties: dict[str, Any]) -> None:
        file = ROOT / "infra" / properties["DefinitionUri"]
        arn = clients.step_functions().create_state_machine(
            name=f"{STACK}-{name}",
            definition=file.read_text(encoding="utf-8"),
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}",
        )["stateMachineArn"]
        self._known(name, arn, arn)


def function_arn(name: str) -> str:
    """Return the address of a function."""
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def _default(parameter: str) -> str:
    return str(template()["Parameters"][parameter]["Default"])
