"""Suppliers' addresses on the topic of notices, each with a filter for its own."""

from typing import TYPE_CHECKING

from hedan.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


def subscribe_suppliers(client: "SNSClient", topic: str, failures: str, settings: Settings) -> None:
    """Subscribe each supplier's address to its own notices. SNS asks each to confirm, once."""
    for supplier in settings.suppliers:
        if supplier.email:
            # The same address and filter again is no second subscription.
            client.subscribe(
                TopicArn=topic,
                Protocol="email",
                Endpoint=supplier.email,
                Attributes={
                    "FilterPolicy": f'{{"audience": ["supplier"], "supplier": ["{supplier.id}"]}}',
                    "RedrivePolicy": f'{{"deadLetterTargetArn": "{failures}"}}',
                },
            )
