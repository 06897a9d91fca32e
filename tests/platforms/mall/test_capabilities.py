"""What the family's adapters claim, and what they lack: the two must agree."""

import inspect
import re
from pathlib import Path

import pytest

from hedan.platforms import corrections
from hedan.platforms.lacking import Lacking
from hedan.platforms.mall.store import MallStore
from hedan.platforms.platform import Capabilities
from hedan.platforms.shopify.store import ShopifyStore
from hedan.platforms.woocommerce.store import WoocommerceStore
from hedan.settings.virtual import VIRTUAL_OPTION

FLAGS = {
    "correct_tracking": "corrects_tracking",
    "parcels_shown": "shows",
    "push_stock": "pushes_stock",
    "mark": "writes_remark",
    "carriers": "lists_carriers",
    "track": "tracks",
    "act": "takes_stop_answer",
}
OF_THE_ORDER_PROCESS = {VIRTUAL_OPTION, *corrections.OPTIONS}  # Read where orders are decided.


@pytest.mark.parametrize("adapter", [MallStore, WoocommerceStore, ShopifyStore])
def test_a_platform_claims_exactly_what_it_has(adapter: type[Lacking]) -> None:
    capabilities: Capabilities = adapter.capabilities
    for method, claim in FLAGS.items():
        has = getattr(adapter, method) is not getattr(Lacking, method)
        assert has is getattr(capabilities, claim), method
    ships_virtual = adapter.ship_virtual is not Lacking.ship_virtual
    assert ships_virtual is (capabilities.ships_virtual != "none")
    assert (adapter.merge_groups is not Lacking.merge_groups) is (capabilities.merge != "none")
    assert capabilities.push == "callback"


@pytest.mark.parametrize("adapter", [WoocommerceStore, ShopifyStore])
def test_every_option_that_is_read_is_declared(adapter: type[Lacking]) -> None:
    folder = Path(inspect.getfile(adapter)).parent
    assert set(adapter.capabilities.options) - OF_THE_ORDER_PROCESS == _options_read(folder)


def _options_read(folder: Path) -> set[str]:
    text = "".join(file.read_text() for file in folder.glob("*.py"))
    found = set(re.findall(r'options\.get\(\s*"([a-z_]+)"', text))
    return found | set(re.findall(r'\("(statuses_[a-z_]+)"', text))
