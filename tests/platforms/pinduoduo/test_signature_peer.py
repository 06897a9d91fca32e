"""The signature against another implementation, on generated calls."""

import warnings

from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.pinduoduo.signature import sign_call, texts

with warnings.catch_warnings():
    # It compares numbers by identity, of which Python warns when it first compiles the file.
    warnings.simplefilter("ignore", SyntaxWarning)
    from pdd_sdk.api.base import sign as their_sign

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,20}\Z").filter(lambda name: name != "sign")
VALUES = TEXT | st.integers(0, 10**19) | st.booleans() | st.lists(st.dictionaries(NAMES, TEXT))


@given(TEXT, st.dictionaries(NAMES, VALUES, max_size=12))
def test_another_signer_agrees(secret: str, params: dict[str, object]) -> None:
    spelt = texts(params)
    assert sign_call(secret, spelt) == their_sign(secret, spelt)
