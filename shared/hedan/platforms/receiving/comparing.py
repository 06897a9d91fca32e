"""Compares a secret with what a stranger sent. Light."""

import hmac


def same(given: str, expected: str) -> bool:
    """Compare in constant time; as bytes, since a header or a query may hold any character."""
    return hmac.compare_digest(
        given.encode(errors="surrogatepass"), expected.encode(errors="surrogatepass")
    )
