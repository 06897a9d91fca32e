"""Simulated Shopify shops, small: webhooks, orders, fulfilments.

Written from the published behaviour and never from our own client, so that a mistake in one of
them shows. What no source gives is named as ours where it stands.
"""

from infra.local.shopify.platform import PUSH_POLICY, ShopifyPlatform

__all__ = ["PUSH_POLICY", "ShopifyPlatform"]
