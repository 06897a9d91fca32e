"""Another's signer of Doudian calls and callbacks agrees with ours on whatever is signed."""

import json

from doudian import AppType, DouDian
from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.doudian.signature import (
    HMAC,
    MD5,
    AppKeys,
    canonical,
    sign_call,
    sign_callback,
)

# The peer spells what is not ASCII with escapes: keys and values stay within ASCII.
texts = st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=40)
keys = st.text("abcdef0123456789-", min_size=8, max_size=40)


@given(keys, keys, texts, st.dictionaries(texts, texts | st.integers(), max_size=6))
def test_calls(app_key: str, secret: str, method: str, params: dict[str, str | int]) -> None:
    peer = DouDian(app_key, secret, app_type=AppType.TOOL)
    param_json = canonical(dict(params))
    ours = sign_call(AppKeys(app_key, secret, HMAC), method, param_json, "1790560800")
    assert ours == peer._sign(method, param_json, "1790560800")


@given(keys, keys, st.lists(st.dictionaries(texts, texts, max_size=4), max_size=3))
def test_callbacks(app_key: str, secret: str, messages: list[dict[str, str]]) -> None:
    peer = DouDian(app_key, secret, app_type=AppType.TOOL)
    body = json.dumps(messages).encode()
    sign = sign_callback(AppKeys(app_key, secret, MD5), body)
    assert peer.callback({"app-id": app_key, "event-sign": sign}, body) == messages
    assert peer.callback({"app-id": app_key, "event-sign": sign[::-1]}, body) is None or (
        sign == sign[::-1]
    )
