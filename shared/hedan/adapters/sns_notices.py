"""The Notices port on SNS: one message, its long form for e-mail and its short form for SMS."""

import json
from typing import TYPE_CHECKING

from hedan.notices import Notice

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsNotices:
    """The one topic that carries what people are told."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, notice: Notice) -> str:
        """Tell everybody whose subscription fits the attributes; return the message's id."""
        shapes = {"default": notice.email_body, "email": notice.email_body, "sms": notice.sms}
        sent = self._client.publish(
            TopicArn=self._topic_arn,
            Subject=notice.subject,
            MessageStructure="json",
            Message=json.dumps(shapes, ensure_ascii=False),
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in notice.attributes.items()
            },
        )
        return sent["MessageId"]
