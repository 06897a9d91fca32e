"""A receiver as its sheet shows it: clear on some platforms, masked on others, cipher on few.

What a platform lets the seller export is what the supplier needs for its label; logs never hold
it. Nobody can read a cipher text, so nothing of it is kept.
"""

import re

HIDDEN = "***"
# How the platforms' cipher texts begin.
_CIPHER = re.compile(r"(?:##|\$\$|~|\$).{4,}")


def readable(text: str) -> str:
    """Return the text as it stands, or HIDDEN in the place of a cipher text."""
    return HIDDEN if _CIPHER.fullmatch(text) else text
