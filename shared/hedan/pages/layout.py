"""The frame of every page: one file, no outside help, readable on old computers and on phones."""

import base64
import hashlib
from typing import Final
from urllib.parse import urlsplit

from hedan.pages.html import Html, fill
from hedan.texts import Language

# Plain rules only: packing-table computers run browsers that are ten years old.
# Nothing to press is lower than 48 px; all colours have a contrast of 4.5 or more.
STYLE: Final = """
*{box-sizing:border-box}
body{margin:0;background:#f2f3f5;color:#1a1a1a;font:16px/1.5 "PingFang SC","Microsoft YaHei",\
"Noto Sans CJK SC",Arial,sans-serif;-webkit-text-size-adjust:100%}
html[lang=en] body{font-family:Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:920px;margin:0 auto;padding:16px}
h1{font-size:22px;margin:8px 0 4px}
h2{font-size:18px;margin:0 0 8px}
p{margin:0 0 8px}
section{background:#fff;border:1px solid #d5d8dd;border-radius:8px;padding:16px;margin:16px 0}
.quiet{color:#555;font-size:14px}
.long,td,dd,li{word-wrap:break-word;overflow-wrap:anywhere}
.alarm{border:2px solid #b00020;background:#fff5f5}
.alarm h1,.alarm h2{color:#b00020}
.good{border:2px solid #0b6b2e;background:#f2fbf5}
.good h1,.good h2{color:#0b6b2e}
.mark{display:inline-block;padding:0 8px;border-radius:4px;background:#e6e8ec}
.mark-waiting{background:#ffe9b8}
.mark-done,.mark-accepted{background:#cdeed8}
.mark-replaced,.mark-refused{background:#ffd6d9}
.press{display:inline-block;min-height:48px;min-width:96px;padding:11px 20px;border:0;\
border-radius:8px;background:#0b57a4;color:#fff;font:inherit;font-weight:bold;\
text-align:center;text-decoration:none;cursor:pointer}
.press:hover{opacity:.9}
.press:focus{outline:3px solid #f5a300;outline-offset:2px}
.press[disabled]{background:#5f6670;cursor:default}
.big{display:block;width:100%;min-height:84px;margin:16px 0;padding:12px 16px;font-size:22px}
.press+.quiet,form+.quiet{margin-top:12px}
.big small{display:block;font-size:15px;font-weight:normal}
.stopped{background:#0b6b2e}
.gone{background:#8a3b00}
.label_printed{background:#5b3f8c}
.ask{border:2px solid #b36b00;background:#fffaf0}
.ask h2{color:#7a4900}
.choices{display:flex;flex-wrap:wrap;margin:0 -4px}
.choices form{flex:1 1 200px;padding:4px}
.choices .press{display:block;width:100%;height:100%}
.choices small{display:block;font-size:14px;font-weight:normal}
progress{display:block;width:100%;height:16px;margin:0 0 12px}
[hidden]{display:none}
.refuse{background:#b00020}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:8px 8px 8px 0;border-top:1px solid #e3e5e9;vertical-align:middle}
th{color:#555;font-size:14px;font-weight:normal;border-top:0}
ul{margin:0 0 8px;padding-left:20px}
.goods{list-style:none;padding:0;margin:8px 0 16px;font-size:20px;font-weight:bold}
.goods li{padding:8px 0;border-top:1px solid #e3e5e9}
dl{margin:0}
dt{color:#555;font-size:14px}
dd{margin:0 0 8px}
.file{display:block;width:100%;min-height:48px;padding:10px;margin:8px 0 12px;font:inherit;\
border:2px dashed #6b7280;border-radius:8px;background:#fafafa}
.entry{border-top:1px solid #e3e5e9;padding:12px 0}
.entry:first-of-type{border-top:0}
td .press{white-space:nowrap}
@media (max-width:640px){
main{padding:8px}
section{padding:12px;margin:12px 0}
table,tbody,tr,td{display:block;width:100%}
thead{display:none}
tr{border-top:1px solid #e3e5e9;padding:8px 0}
tr:first-child{border-top:0}
td{border:0;padding:2px 0}
td .press{display:block;margin-top:8px}
}
"""

# Shows how much is sent; everything works without it, in any browser since 2009. What the script
# cannot send by itself (an old browser, a proxy in between) the form sends as it always did.
UPLOAD_SCRIPT: Final = """
(function(){
var form=document.getElementById("upload");
if(!form||!form.addEventListener){return}
var file=form.querySelector("input[type=file]");
var button=form.querySelector("button");
var bar=form.querySelector("progress");
var said=document.getElementById("said");
var label=button.textContent;
var sending=form.getAttribute("data-sending");
var fields=form.getAttribute("data-fields");
var plain=!fields||!window.FormData||!window.JSON;
function ready(){button.disabled=false;button.textContent=label;bar.hidden=true}
function failed(){ready();said.textContent=form.getAttribute("data-failed")}
function otherwise(){plain=true;ready();button.click()}
function send(chosen){
var request=new XMLHttpRequest(),data=new FormData(),signed=JSON.parse(fields),name;
for(name in signed){data.append(name,signed[name])}
data.append("file",chosen);
bar.value=0;bar.hidden=false;
request.upload.onprogress=function(event){
if(!event.lengthComputable){return}
bar.max=event.total;bar.value=event.loaded;
button.textContent=sending+" "+Math.floor(event.loaded*100/event.total)+"%"};
request.onload=function(){
if(request.status<300){location.href=form.getAttribute("data-done")}else{failed()}};
request.onerror=otherwise;
request.open("POST",form.getAttribute("action"));
request.send(data)}
form.addEventListener("submit",function(event){
var chosen=file.files&&file.files[0];
if(chosen&&chosen.size>Number(form.getAttribute("data-bytes"))){
event.preventDefault();said.textContent=form.getAttribute("data-too-big");return}
said.textContent="";button.disabled=true;button.textContent=sending;
if(chosen&&!plain){event.preventDefault();send(chosen)}});
file.addEventListener("change",function(){said.textContent="";ready()});
window.addEventListener("pageshow",ready);
})();
"""

_PAGE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow,noarchive">
<meta name="referrer" content="same-origin">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="data:,">
<title>{title}</title><style>{style}</style></head>
<body><main>
{body}
</main>{script}</body></html>
"""


def page(language: Language, title: str, body: Html, *, with_upload: bool = False) -> str:
    """Return a whole page."""
    script = fill("<script>{code}</script>", code=Html(UPLOAD_SCRIPT)) if with_upload else Html()
    return fill(
        _PAGE,
        lang="zh-CN" if language == "zh" else "en",
        title=title,
        style=Html(STYLE),
        body=body,
        script=script,
    )


def page_headers(upload_url: str = "") -> dict[str, str]:
    """Return the headers every page goes out with.

    upload_url is the address that the page's upload form posts to: form and script may send
    nowhere else but there and back to us. Nothing outside the page is loaded, nothing is kept or
    indexed.
    """
    targets = ["'self'"]
    if upload_url:
        target = urlsplit(upload_url)
        targets.append(f"{target.scheme}://{target.netloc}")
    connect = targets[1:] or ["'none'"]
    policy = (
        "default-src 'none'",
        "img-src data:",
        f"style-src '{_digest(STYLE)}'",
        f"script-src '{_digest(UPLOAD_SCRIPT)}'",
        f"connect-src {' '.join(connect)}",
        f"form-action {' '.join(targets)}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "; ".join(policy),
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _digest(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
