"""Who is told in the local run: what the notice topic sends, as each subscriber would get it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.stack import Stack

WAIT_SECONDS = 1
RECEIVE_MAX = 10


@dataclass(frozen=True)
class Mail:
    """One notice."""

    subject: str
    body: str
    attributes: dict[str, str]
    at: datetime


class Mailbox:
    """A queue subscribed to the topic with a subscriber's own filter."""

    def __init__(self, name: str, stack: Stack, wanted: dict[str, list[str]]) -> None:
        self._sqs = stack.session.client("sqs", endpoint_url=stack.endpoint_url)
        self._url: str = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        self._read: list[Mail] = []
        self._subscribe(stack, wanted)

    def mails(self) -> list[Mail]:
        """Return every mail so far, oldest first."""
        while True:
            answer = self._sqs.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=RECEIVE_MAX, WaitTimeSeconds=0
            )
            messages = answer.get("Messages", [])
            for message in messages:
                self._read.append(_mail(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            if not messages:
                return sorted(self._read, key=lambda mail: mail.at)

    def _subscribe(self, stack: Stack, wanted: dict[str, list[str]]) -> None:
        found = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        arn = found["Attributes"]["QueueArn"]
        allow = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": stack["NoticeTopic"]}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        sns = stack.session.client("sns", endpoint_url=stack.endpoint_url)
        sns.subscribe(
            TopicArn=stack["NoticeTopic"],
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"FilterPolicy": json.dumps(wanted)},
        )


def _mail(body: str) -> Mail:
    envelope = json.loads(body)
    sent = datetime.fromisoformat(envelope["Timestamp"].replace("Z", "+00:00"))
    return Mail(
        subject=envelope.get("Subject", ""),
        body=envelope["Message"],
        attributes={
            name: given["Value"] for name, given in envelope.get("MessageAttributes", {}).items()
        },
        at=sent.astimezone(UTC),
    )
