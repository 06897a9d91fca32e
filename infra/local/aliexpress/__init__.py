"""A simulated AliExpress for the local run and for days of trade.

Written from the platform's published behaviour and never from our own client, so that a mistake in
one of them shows. What no source gives is named as ours where it stands.
"""

from infra.local.aliexpress.carriers import example_number
from infra.local.aliexpress.model import IssueStatus, Stage, Status
from infra.local.aliexpress.platform import PUSH_POLICY, AliexpressPlatform

__all__ = [
    "PUSH_POLICY",
    "AliexpressPlatform",
    "IssueStatus",
    "Stage",
    "Status",
    "example_number",
]
