"""The pages as a browser lays them out: nothing too wide, nothing too small to press."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.pages.builders import every_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NARROWEST = 320  # CSS pixels: the smallest phone still in use.
TAP_PIXELS = 48
# Contrast of normal text, Web Content Accessibility Guidelines 2.2, criterion 1.4.3.
CONTRAST = 4.5
DEADLINE_SECONDS = 60
LONG = "很长的名字" * 30 + "W" * 200

MEASURE = """
<iframe id="f" style="width:%dpx;height:800px;border:0" srcdoc="%s"></iframe>
<pre id="out"></pre><script>
document.getElementById("f").addEventListener("load", function () {
  var page = this.contentDocument, out = {small: [], pale: []};
  function parts(colour) { return colour.match(/[0-9.]+/g).map(Number) }
  function light(rgb) {
    var linear = rgb.slice(0, 3).map(function (part) {
      part /= 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4)
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
  function behind(element) {
    for (; element; element = element.parentElement) {
      var rgb = parts(getComputedStyle(element).backgroundColor);
      if (rgb.length === 3 || rgb[3] > 0) { return rgb }
    }
    return [255, 255, 255]
  }
  out.width = page.documentElement.scrollWidth;
  page.querySelectorAll("a,button,input:not([type=hidden])").forEach(function (element) {
    var box = element.getBoundingClientRect();
    if (box.height < %d || box.width < %d) { out.small.push(element.outerHTML) }
  });
  page.querySelectorAll("body *").forEach(function (element) {
    var own = Array.prototype.some.call(element.childNodes, function (node) {
      return node.nodeType === 3 && node.data.trim()
    });
    if (!own || element.tagName === "SCRIPT") { return }
    var one = light(parts(getComputedStyle(element).color)), other = light(behind(element));
    var contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < %s) { out.pale.push(contrast + " " + element.outerHTML) }
  });
  document.getElementById("out").textContent = "MEASURED" + JSON.stringify(out) + "MEASURED"
});
</script>
"""


def _measure(page: str, directory: Path, width: int) -> dict[str, Any]:
    assert CHROMIUM is not None
    source = MEASURE % (width, html.escape(page), TAP_PIXELS, TAP_PIXELS, CONTRAST)
    file = directory / "measure.html"
    file.write_text(source, encoding="utf-8")
    shown = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={directory / 'profile'}",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        timeout=DEADLINE_SECONDS,
        check=True,
    ).stdout.decode()
    found = re.search(r'id="out">MEASURED(.*?)MEASURED', shown, re.DOTALL)
    assert found, shown[-500:]
    measured: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measured


@pytest.mark.skipif(CHROMIUM is None, reason="needs the browser Chromium, which is not installed")
@pytest.mark.parametrize("name", ["陶瓷厂", LONG], ids=["short", "long"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_the_smallest_phone(
    language: Literal["zh", "en"], name: str, tmp_path: Path
) -> None:
    for kind, page in every_page(language, name).items():
        measured = _measure(page, tmp_path, NARROWEST)
        assert measured["width"] <= NARROWEST, kind
        assert measured["small"] == [], kind
        assert measured["pale"] == [], kind
