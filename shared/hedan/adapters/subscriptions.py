"""Addresses of the settings on the topic of notices: each with its filter, gone when they are.

SNS keeps one subscription for an address, whoever made it; what the settings did not make (the
deployment's own, one made by hand) is left as it is. It asks each e-mail address once to confirm:
until then its filter can be neither read nor changed.
"""

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from botocore.exceptions import ClientError

from hedan.notices.audiences import Address, Filter, is_ours, wanted
from hedan.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_CHINA: Final = "arn:aws-cn:"


class Aligned(NamedTuple):
    """What became of the addresses."""

    asked: tuple[str, ...] = ()  # Subscribed now, or asked again to confirm.
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # Subscribed by somebody else: their filter is not ours.
    refused: tuple[str, ...] = ()  # SNS takes no such address, or not so long a filter.
    opted_out: tuple[str, ...] = ()  # Answered STOP to an SMS: AWS sends them none.


class Subscriptions:
    """The subscriptions of one topic that follow the settings."""

    def __init__(self, client: "SNSClient", topic: str, failures: str) -> None:
        self._client = client
        self._topic = topic
        self._failures = failures

    def align(self, settings: Settings) -> Aligned:
        """Make the subscriptions what the settings ask for. Repeatable."""
        named = wanted(settings, has_sms=not self._topic.startswith(_CHINA))
        known = self._known()
        became: dict[str, list[str]] = {field: [] for field in ("kept", *Aligned._fields)}
        for address, filter_ in named.items():
            became[self._bring(address, filter_, known.get(_key(address)))].append(address.endpoint)
        wished = {_key(address) for address in named}
        for key, arn in known.items():
            if key not in wished and arn and is_ours(self._filter(arn)):
                self._client.unsubscribe(SubscriptionArn=arn)
                became["removed"].append(key.endpoint)
        del became["kept"]
        return Aligned(**{field: tuple(endpoints) for field, endpoints in became.items()})

    def _known(self) -> dict[Address, str]:
        """Return the addresses on the topic with their subscriptions; "" before they confirm."""
        pages = self._client.get_paginator("list_subscriptions_by_topic")
        found = [
            one
            for page in pages.paginate(TopicArn=self._topic)
            for one in page["Subscriptions"]
            if one["Protocol"] in ("email", "sms")
        ]
        return {
            _key(Address(one["Protocol"], one["Endpoint"])): (
                one["SubscriptionArn"] if one["SubscriptionArn"].startswith("arn:") else ""
            )
            for one in found
        }

    def _bring(self, address: Address, filter_: Filter, arn: str | None) -> str:
        """Return which field of Aligned tells what became of the address."""
        invalid = self._client.exceptions.InvalidParameterException
        try:
            if address.protocol == "sms" and self._is_opted_out(address.endpoint):
                return "opted_out"
            if not arn:
                self._subscribe(address, filter_)
                return "asked"
            return self._change(filter_, arn)
        except invalid:
            return "refused"

    def _change(self, filter_: Filter, arn: str) -> str:
        now = self._filter(arn)
        if not is_ours(now):
            return "others"
        if now == filter_:
            return "kept"
        self._client.set_subscription_attributes(
            SubscriptionArn=arn,
            AttributeName="FilterPolicy",
            AttributeValue=json.dumps(filter_),
        )
        return "changed"

    def _subscribe(self, address: Address, filter_: Filter) -> None:
        self._client.subscribe(
            TopicArn=self._topic,
            Protocol=address.protocol,
            Endpoint=address.endpoint,
            Attributes={
                "FilterPolicy": json.dumps(filter_),
                "RedrivePolicy": json.dumps({"deadLetterTargetArn": self._failures}),
            },
        )

    def _is_opted_out(self, phone: str) -> bool:
        try:
            answer = self._client.check_if_phone_number_is_opted_out(phoneNumber=phone)
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidAction":
                return False  # The emulator knows no such action, and nobody who opted out.
            raise
        return answer.get("isOptedOut", False)

    def _filter(self, arn: str) -> Filter:
        told = self._client.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
        found: Filter = json.loads(told.get("FilterPolicy") or "{}")
        return found


def _key(address: Address) -> Address:
    return address._replace(endpoint=address.endpoint.casefold())
