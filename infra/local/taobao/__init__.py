"""A simulated Taobao for the local run and the tests of many days.

Written from the platform's published behaviour and never from our own client, so that a mistake in
one of them shows. What no source gives is named as ours where it stands.
"""

from infra.local.taobao.model import RefundStatus, SpiKind, Status
from infra.local.taobao.platform import TaobaoPlatform
from infra.local.taobao.sessions import Session

__all__ = ["RefundStatus", "Session", "SpiKind", "Status", "TaobaoPlatform"]
