"""Ours and the signer of a published SDK agree on whatever a call may hold."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.taobao.signature import sign_call

# taobao_sdk_python3: it ships no types.
their_sign = cast(Callable[[str, dict[str, str]], str], import_module("top.api.base").sign)

NAMES = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1).filter(
    lambda name: name != "sign"
)
VALUES = st.text(st.characters(codec="utf-8"), min_size=1)


@given(st.text(st.characters(codec="utf-8")), st.dictionaries(NAMES, VALUES))
def test_md5_as_the_sdk_signs(secret: str, params: dict[str, str]) -> None:
    assert sign_call(secret, "md5", params) == their_sign(secret, params)
