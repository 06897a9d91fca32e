"""Simulated malls of several merchants for the local run and for days of trade.

Written from docs/mall-contract.md and never from our own client, so that a mistake in one of them
shows.
"""

from infra.local.mall.carriers import example_number
from infra.local.mall.model import RefundStatus, Shape, Status
from infra.local.mall.platform import PUSH_POLICY, MallPlatform

__all__ = ["PUSH_POLICY", "MallPlatform", "RefundStatus", "Shape", "Status", "example_number"]
