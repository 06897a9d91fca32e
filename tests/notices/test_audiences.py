"""Who hears of what: by e-mail, SMS and robots the same, and what SNS makes of the filters."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws
from moto.sns.utils import FilterPolicyMatcher

from hedan.adapters.sns_notices import SnsNotices
from hedan.adapters.subscriptions import Aligned, Subscriptions
from hedan.domain.findings import Post
from hedan.notices import Notice
from hedan.notices.audiences import Address, wanted
from hedan.notices.notice import Audience, NoticeKind, NoticeSeverity, attributes
from hedan.notices.robots import robots_for
from hedan.settings import Contact, RobotSettings, Settings
from tests.notices.builders import make_settings

SETTINGS = make_settings()
OPTED_OUT = "+447420500699"  # moto: every number that ends so.
STORES, SUPPLIERS = ("cups", "teas"), ("factory-a", "factory-b")
PLACES: Any = st.sampled_from([(), ("main",), ("main", "north")])


def named(*contacts: Contact) -> Settings:
    return SETTINGS.but(contacts=contacts)


def hears(filter_: Any, told: dict[str, str]) -> bool:
    """Whether SNS lets a notice with these attributes pass, by moto's own reading of filters."""
    given_ = {name: {"Type": "String", "Value": value} for name, value in told.items()}
    return bool(FilterPolicyMatcher(filter_, "MessageAttributes").matches(given_, ""))


filters = {
    "severity": st.sampled_from(["info", "attention", "urgent", "critical"]),
    "stores": st.lists(st.sampled_from(STORES), max_size=2, unique=True).map(tuple),
    "suppliers": st.lists(st.sampled_from(SUPPLIERS), max_size=2, unique=True).map(tuple),
    "warehouses": PLACES,
}
notices = st.builds(
    attributes,
    st.sampled_from(NoticeKind),
    st.sampled_from(NoticeSeverity),
    st.sampled_from(Audience),
    store=st.sampled_from(["", *STORES]),
    supplier=st.sampled_from(["", *SUPPLIERS]),
    warehouse=st.sampled_from(["", "main", "north"]),
)


@given(asked=st.fixed_dictionaries(filters), told=notices, audience=st.sampled_from(Audience))
def test_a_robot_and_an_e_mail_address_with_one_filter_hear_the_same(
    asked: dict[str, Any], told: dict[str, str], audience: Audience
) -> None:
    post = Post.OWNER if audience is Audience.OWNER else Post.WAREHOUSE
    robot = RobotSettings(id="r", kind="wecom", audience=audience.value, **asked)
    contact = Contact(name="w", post=post, email="w@example.com", **asked)
    filter_ = wanted(named(contact), has_sms=True)[Address("email", "w@example.com")]
    by_robot = bool(robots_for(SETTINGS.but(robots=(robot,)), told))
    assert hears(filter_, told) == by_robot


def stop_told(severity: NoticeSeverity = NoticeSeverity.URGENT) -> dict[str, str]:
    return attributes(
        NoticeKind.STOP_NOTICE,
        severity,
        Audience.SUPPLIER,
        store="cups",
        supplier="factory-a",
        warehouse="main",
    )


@pytest.mark.parametrize("severity", ["info", "attention", "urgent"])
def test_a_stop_passes_every_filter_that_asks_for_what_is_urgent(severity: Any) -> None:
    contact = Contact(
        name="d", post=Post.WAREHOUSE, email="d@x.cn", phone="+8613800000000", severity=severity
    )
    asked = wanted(named(contact), has_sms=True)
    assert all(hears(asked[one], stop_told()) for one in asked if one.endpoint in contact.phone)
    assert hears(asked[Address("email", "d@x.cn")], stop_told())


def test_an_sms_is_for_what_is_urgent_only_and_never_in_aws_china() -> None:
    contact = Contact(name="w", post=Post.OWNER, phone="+8613800000000", severity="info")
    (sms,) = [one for one in wanted(named(contact), has_sms=True) if one.protocol == "sms"]
    filter_ = wanted(named(contact), has_sms=True)[sms]
    assert filter_["severity"] == ["urgent", "critical"]
    assert not [one for one in wanted(named(contact), has_sms=False) if one.protocol == "sms"]


def test_one_address_of_two_entries_hears_what_either_would() -> None:
    both = "a@example.com"
    contact = Contact(name="w", post=Post.OWNER, email=both, severity="critical")
    supplier = SETTINGS.suppliers[0].but(email=both)
    settings = SETTINGS.but(suppliers=(supplier,), contacts=(contact,))
    filter_ = wanted(settings, has_sms=True)[Address("email", both)]
    assert hears(filter_, stop_told())
    assert not hears(filter_, stop_told() | {"supplier": "factory-z"})
    owner = attributes(NoticeKind.STOP_CALL, NoticeSeverity.CRITICAL, Audience.OWNER)
    assert hears(filter_, owner)


@pytest.fixture
def topic() -> Iterator[tuple[Any, str]]:
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        yield client, client.create_topic(Name="notices")["TopicArn"]


def test_subscriptions_follow_the_settings_and_rest_when_nothing_changes(
    topic: tuple[Any, str],
) -> None:
    client, arn = topic
    follow = Subscriptions(client, arn, "arn:aws:sqs:us-east-1:123456789012:f")
    bare = SETTINGS.but(suppliers=tuple(s.but(email="") for s in SETTINGS.suppliers))
    first = Contact(name="w", post=Post.OWNER, email="w@example.com", phone="+8613800000000")
    gone = Contact(name="g", post=Post.OPERATOR, email="g@example.com")
    quiet = Contact(name="q", post=Post.NOBODY, email="q@example.com")
    stopped = Contact(name="s", post=Post.OWNER, phone=OPTED_OUT)
    told = follow.align(bare.but(contacts=(first, gone, quiet, stopped)))
    assert told.asked == ("w@example.com", "+8613800000000", "g@example.com")
    assert told.opted_out == (OPTED_OUT,)
    again = follow.align(bare.but(contacts=(first, gone)))
    assert again == Aligned()
    after = follow.align(bare.but(contacts=(first.but(severity="critical"),)))
    assert after.changed == ("w@example.com", "+8613800000000")
    assert after.removed == ("g@example.com",)


def test_a_stop_published_reaches_only_its_warehouse(topic: tuple[Any, str]) -> None:
    client, arn = topic
    sqs = boto3.client("sqs", region_name="us-east-1")
    heard = {}
    for supplier in SUPPLIERS:
        contact = Contact(
            name="d", post=Post.WAREHOUSE, email=f"{supplier}@x.cn", suppliers=(supplier,)
        )
        filter_ = wanted(named(contact), has_sms=True)[Address("email", f"{supplier}@x.cn")]
        heard[supplier] = sqs.create_queue(QueueName=supplier)["QueueUrl"]
        client.subscribe(
            TopicArn=arn,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:us-east-1:123456789012:{supplier}",
            Attributes={"FilterPolicy": json.dumps(filter_)},
        )
    SnsNotices(client, arn).publish(
        Notice(title="t", subject="STOP", email_body="b", sms="s", attributes=stop_told())
    )
    got = {one: "Messages" in sqs.receive_message(QueueUrl=url) for one, url in heard.items()}
    assert got == {"factory-a": True, "factory-b": False}
