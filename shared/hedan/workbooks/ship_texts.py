"""What the Ship sheet tells its reader to do: two lines on top, the whole on the Read me sheet."""

from types import MappingProxyType
from typing import Final

# Above the headings, where nobody can miss them; the second one goes on with the page's address.
TO_DO: Final = MappingProxyType(
    {
        "zh": (
            "① 只填黄色列：每个包裹填快递公司和运单号，几行同号填第一行即可；缺货另有一列。",
            "② 收到截停的行不要发货（见截停表）。填好后保存，把这个文件交回",
        ),
        "en": (
            "1. Fill in the yellow columns only: carrier and tracking number for each parcel (its "
            "first row is enough); out of stock has a column of its own.",
            "2. Do not ship what was stopped (see the Stop sheet). Save, and hand this file back",
        ),
    }
)

# What the drop-down and the notes beside a cell say: a title and a text.
EXPECTED_HINT: Final = MappingProxyType(
    {
        "zh": (
            "缺货/预计到货",
            "缺货填“缺货”；知道到货日期就填日期，例如 2026-11-30。不缺货不填。",
        ),
        "en": (
            "Out of stock / expected",
            "Out of stock: write 'out', or the day it is back, such as 2026-11-30. Else empty.",
        ),
    }
)

READ_ME: Final = MappingProxyType(
    {
        "zh": (
            ("要做的", ""),
            ("1", "每个包裹填快递公司和运单号；同一包裹有几行、同一个运单号时，填第一行即可。"),
            ("2", "分几批发货：每一行填自己的运单号。一行有几箱：同一格里用逗号隔开几个运单号。"),
            ("3", "缺货：在“缺货/预计到货”填“缺货”，或填到货日期，例如 2026-11-30。"),
            ("4", "只填黄色列。照面单抄写，不要用公式。其他的话写在供应商留言里。"),
            ("5", "填好后保存，在上面的网址交回同一个文件。可以分几次填、分几次交。"),
            ("6", "截停、变更、退货几张表里也有黄色列，请在那里答复；对账表和拣货表只供查看。"),
            ("不要做的", ""),
            ("1", "不要改行键、包裹号、订单号、收件人和电话；不要只对某一列排序。"),
            ("2", "不要把别的文件的行粘贴进来；每个文件有自己的编号。"),
            ("3", "收到截停通知的行不要发货，即使表里还有。截停表总比发货表新。"),
            ("说明", ""),
            ("1", "工作表的保护没有密码，只为防止误改。右边有隐藏的列，读回时要用，请勿删除。"),
            ("2", "买家文字前面的圆点（·）是防止它被当作公式而加的，不属于原文。"),
        ),
        "en": (
            ("Do", ""),
            ("1", "Fill in carrier and tracking number for every parcel. Where a parcel has "
             "several rows under one number, its first row is enough."),
            ("2", "Shipping in several lots: give each row its own number. Several boxes under one "
             "row: write their numbers into the cell, parted by commas."),
            ("3", "Out of stock: write 'out' into that column, or the day it is back, such as "
             "2026-11-30."),
            ("4", "Fill in the yellow columns only, as printed on the label, no formulas. Anything "
             "else you want to say goes into the note."),
            ("5", "Save, and hand the same file back at the address above. You may fill it in and "
             "hand it back in several goes."),
            ("6", "The sheets Stop, Changed and Returns have yellow columns too: answer there. "
             "Bill and Pick are for reading only."),
            ("Do not", ""),
            ("1", "Do not change row key, parcel, order, receiver or phone; do not sort one "
             "column alone."),
            ("2", "Do not paste rows of another file: each file has its own number."),
            ("3", "Do not ship a row after a stop notice, even if it is still listed here. The "
             "Stop sheet is always newer than the Ship sheet."),
            ("Good to know", ""),
            ("1", "The protection has no password; it is there against slips. Hidden columns on "
             "the right are needed to read the file back: please leave them."),
            ("2", "A dot (·) before a buyer's words keeps them from being taken for a formula; "
             "it is not theirs."),
        ),
    }
)  # fmt: skip
