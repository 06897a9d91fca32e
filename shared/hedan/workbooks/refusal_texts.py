"""Why a cell, a row or a file is not taken, in both languages; said by workbooks.texts."""

from types import MappingProxyType
from typing import Final

# Why one cell or row is not taken. {value} is what stands there, {more} what helps.
REFUSALS: Final = MappingProxyType(
    {
        "DIGITS_LOST": {
            "zh": "“{value}”已被当作数字，末位丢失。请把单元格设为文本后照面单重新填写。",
            "en": "'{value}' was kept as a number and lost digits. Make the cell text, retype it.",
        },
        "FORMULA": {
            "zh": "这里是公式。请直接填写内容。",
            "en": "This is a formula. Type the value itself.",
        },
        "ODD_VALUE": {
            "zh": "“{value}”是日期、错误或是非值，不是文字。请设为文本后重新填写。",
            "en": "'{value}' is a date, an error or a truth value. Make the cell text, retype it.",
        },
        "TWO_NUMBERS": {
            "zh": "“{value}”是一个运单号还是几个？看起来有：{more}。几个请用逗号隔开，"
            "一个请去掉空格。",
            "en": "Is '{value}' one tracking number or several? It may be: {more}. Part several by "
            "commas; write one without spaces.",
        },
        "NUMBER_UNCLEAR": {
            "zh": "“{value}”不只是运单号。请只填运单号。{more}",
            "en": "'{value}' is more than a tracking number. Write the number alone. {more}",
        },
        "EXPECTED_UNCLEAR": {
            "zh": "“{value}”看不出是否缺货、何时到货。请填“缺货”或日期，例如 2026-11-30。",
            "en": "'{value}' does not say whether or until when it is out of stock. Write 'out' or "
            "a date such as 2026-11-30.",
        },
        "EXPECTED_PAST": {
            "zh": "预计到货日期“{value}”已经过去或太远。请写完整日期，例如 2026-11-30。",
            "en": "The date '{value}' is past or too far off. Write it in full, as 2026-11-30.",
        },
        "NUMBER_AND_SHORT": {
            "zh": "这一行又有运单号又写缺货（“{value}”）。请只填其中一项。",
            "en": "This row has a tracking number and says out of stock ('{value}'). Which is it?",
        },
        "PRICE_UNCLEAR": {
            "zh": "“{value}”不是单价。请填一个金额，例如 12.50。",
            "en": "'{value}' is no price for one. Write an amount, such as 12.50.",
        },
        "ROW_UNPROVED": {
            "zh": "包裹号、订单号、收件人或电话这些列缺了或损坏了，无法确认这一行是哪个包裹。"
            "请从原文件填写。",
            "en": "Columns of parcel, order, receiver or phone are gone or damaged: whose row it "
            "is cannot be proved. Use the file as sent.",
        },
        "ANSWER_UNKNOWN": {
            "zh": "看不懂答复“{value}”。请写：{more}。",
            "en": "The answer '{value}' is not understood. Write one of: {more}.",
        },
        "ANSWER_MISSING": {
            "zh": "写了留言“{value}”，没有答复。请写：{more}。",
            "en": "A note, '{value}', but no answer. Write one of: {more}.",
        },
        "TOO_LONG": {
            "zh": "内容太长，不像快递公司或运单号：“{value}”。",
            "en": "Too long for a carrier or a tracking number: '{value}'.",
        },
        "KEY_MISSING": {
            "zh": "这一行填了内容，但行键是空的，无法知道是哪个包裹。请从原文件填写。",
            "en": "Filled in, but the row key is empty: whose parcel is it? Use the file as sent.",
        },
        "KEY_DAMAGED": {
            "zh": "行键“{value}”被改动过。请从原文件填写这一行。",
            "en": "The row key '{value}' was changed. Fill this row in the file as sent.",
        },
        "KEY_TWICE": {
            "zh": "同一行键出现多次，内容不同：第 {more} 行。请只留一行。",
            "en": "The same row key stands in several rows that differ: rows {more}. Keep one.",
        },
        "ROW_MIXED": {
            "zh": "行键与这一行的包裹号、订单号、收件人或电话对不上"
            "（可能只对某一列排过序）。请从原文件填写。",
            "en": "The row key does not belong to this parcel, order, receiver or phone: was one "
            "column sorted alone? Use the file as sent.",
        },
        "MERGED_CELLS": {
            "zh": "合并单元格跨了不同的包裹。请取消合并后每个包裹分别填写。",
            "en": "Merged cells span several parcels. Unmerge them and fill in each parcel.",
        },
        "ANSWERS_DIFFER": {
            "zh": "同一包裹的几行填得不一致：第 {more} 行。",
            "en": "The rows of one parcel disagree: rows {more}.",
        },
        "NUMBER_MISSING": {
            "zh": "填了快递公司，没有运单号。",
            "en": "A carrier, but no tracking number.",
        },
        "CARRIER_MISSING": {
            "zh": "填了运单号，没有快递公司。{more}",
            "en": "A tracking number, but no carrier. {more}",
        },
        "CARRIER_UNKNOWN": {
            "zh": "不认识快递公司“{value}”。请照说明页的写法填写。{more}",
            "en": "Unknown carrier '{value}'. Write it as on the Read me sheet. {more}",
        },
        "CARRIER_AMBIGUOUS": {
            "zh": "“{value}”可以指几家快递公司：{more}。",
            "en": "'{value}' may mean several carriers: {more}.",
        },
        "NUMBER_PATTERN": {
            "zh": "运单号“{value}”不是这家快递公司的格式。{more}",
            "en": "Tracking number '{value}' does not look like this carrier's. {more}",
        },
        "NUMBER_CHECK": {
            "zh": "运单号“{value}”的校验位不对，可能抄错了一位。请照面单核对。{more}",
            "en": "The check digit of '{value}' is wrong: one digit was misread. Look at the "
            "label. {more}",
        },
        "PARCEL_WAITS": {
            "zh": "同一包裹的第 {more} 行看不懂，整个包裹先不处理。改好后请再交一次。",
            "en": "Rows {more} of this parcel cannot be taken, so all of it waits. Mend them and "
            "hand the file in again.",
        },
        "ROW_FOREIGN": {
            "zh": "这一行不在这份交接表里。请只填写这份文件自己的行。",
            "en": "This row is not in this workbook. Fill in the rows of this file only.",
        },
        "NUMBER_ELSEWHERE": {
            "zh": "运单号“{value}”已经填给了另一个包裹。请核对面单。",
            "en": "Tracking number '{value}' is already given to another parcel. Check the label.",
        },
        "NOTE_ONLY": {
            "zh": "还没有运单号。留言请同时告知店主。",
            "en": "No tracking number yet. Please also tell the owner what the note says.",
        },
        "SWAPPED": {
            "zh": "快递公司和运单号像是填反了：“{value}”。{more}",
            "en": "Carrier and tracking number seem to be swapped: '{value}'. {more}",
        },
    }
)

# Why a whole file is not taken; said in both languages, since the file's own is unknown.
FILE_REFUSALS: Final = MappingProxyType(
    {
        "EMPTY_FILE": {"zh": "文件是空的。", "en": "The file is empty."},
        "TOO_LARGE": {
            "zh": "文件太大（{value}）。请只交回收到的那个文件。",
            "en": "The file is too large ({value}). Hand back only the file as sent.",
        },
        "TOO_MANY_CELLS": {
            "zh": "{value} 处有内容，超出范围。请删掉多余的内容。",
            "en": "There is something at {value}, out of range. Delete what does not belong.",
        },
        "NOT_READABLE": {
            "zh": "读不懂这个文件（{value}）。请另存为 .xlsx 后再交。",
            "en": "This file cannot be read ({value}). Save it as .xlsx and hand that in.",
        },
        "PASSWORD": {
            "zh": "文件有密码。请去掉密码后再交。",
            "en": "The file has a password. Remove it and hand it in again.",
        },
        "UNSAFE": {
            "zh": "文件的内部结构不正常（{value}），没有打开。请另存为 .xlsx 后再交。",
            "en": "The file is not sound inside ({value}) and was not opened. Save it as .xlsx.",
        },
        "HEADINGS_MISSING": {
            "zh": "找不到这些列：{value}。请用收到的文件填写，不要删改表头。",
            "en": "Columns not found: {value}. Use the file as sent and keep its headings.",
        },
        "HEADING_TWICE": {
            "zh": "“{value}”这一列出现了两次。请删掉多余的一列。",
            "en": "The column '{value}' stands there twice. Delete one.",
        },
        "RECALLED": {
            "zh": "交接表 {value} 已经作废，没有读取。请填写最新的一份。",
            "en": "Workbook {value} was recalled and was not read. Fill in the newest one.",
        },
        "NOT_YOURS": {
            "zh": "这不是发给您的交接表（编号 {value}）。请交回我们发给您的文件。",
            "en": "This is no workbook that was sent to you (number {value}). Hand back ours.",
        },
        "TWO_SHEETS": {
            "zh": "有几张工作表是同一种：{value}。请只留一张。",
            "en": "Several sheets are of the same kind: {value}. Keep one.",
        },
    }
)

# What was seen in a file that is read all the same; by the names of files.REMARKS.
FILE_REMARKS: Final = MappingProxyType(
    {
        "MACROS": {
            "zh": "文件里有宏。宏没有运行，只读取了内容。",
            "en": "The file holds macros. They were not run; only what stands in the cells counts.",
        },
        "LINKS": {
            "zh": "文件引用了别的文件。引用没有打开，只读取了内容。",
            "en": "The file refers to other files. None was opened; only what it says counts.",
        },
        "DIGITS_REPAIRED": {
            "zh": "有编号被当作数字丢了末位，已按原文件核对补全。",
            "en": "Ids had lost digits as numbers; they were restored, proved by the file as sent.",
        },
    }
)
