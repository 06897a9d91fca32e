"""Ours and the signer of a published SDK agree on whatever a call may hold."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.taobao.signature import sign_call

type Sign = Callable[[str, dict[str, str]], str]

# taobao_sdk_python3, and python-aliexpress-api, which signs by the same rule: they ship no types.
PEERS = [
    cast(Sign, import_module(name).sign) for name in ("top.api.base", "aliexpress_api.skd.api.base")
]

NAMES = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1).filter(
    lambda name: name != "sign"
)
VALUES = st.text(st.characters(codec="utf-8"), min_size=1)


@given(st.text(st.characters(codec="utf-8")), st.dictionaries(NAMES, VALUES))
def test_md5_as_the_sdk_signs(secret: str, params: dict[str, str]) -> None:
    for their_sign in PEERS:
        assert sign_call(secret, "md5", params) == their_sign(secret, params)
