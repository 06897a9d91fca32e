"""Whom notices reach beside the addresses of the deployment: robots in group chats."""

from typing import Annotated, Literal

from pydantic import Field

from hedan.domain.base import Frozen, StoreId, SupplierId


class RobotSettings(Frozen):
    """A robot in a group chat. Its address and key are a secret: <stack>/robots/<id>.

    Empty lists filter nothing; a notice that does not name a store or a supplier passes only a
    filter that asks for none.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    kind: Literal["wecom", "dingtalk", "feishu"]
    audience: Literal["owner", "supplier"] = "owner"
    suppliers: tuple[SupplierId, ...] = ()
    warehouses: tuple[str, ...] = ()
    stores: tuple[StoreId, ...] = ()
    severity: Literal["info", "attention", "urgent", "critical"] = "info"  # And what is louder.
