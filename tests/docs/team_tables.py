"""The tables about the team: who may do what, and whose holds each role may release."""

from collections.abc import Mapping
from typing import Final

from hedan.domain.findings import Post
from hedan.domain.people import MAY, RELEASES, Act, Role
from tests.docs.tables import LANGUAGES, NOTHING, PARTED, YES, Said, Table, word_of


def acts() -> Table:
    """What somebody of the team can ask for, and which roles may."""
    roles = [f"`{role}`" for role in Role]
    return Table(
        {"en": ("act", "what it is", *roles), "zh": ("权利", "是什么", *roles)},
        {
            language: [
                (
                    f"`{act}`",
                    _ASKED[act][language],
                    *(YES[language] if role in MAY[act] else NOTHING for role in Role),
                )
                for act in Act
            ]
            for language in LANGUAGES
        },
    )


def releases() -> Table:
    """Whose holds each role may release."""
    return Table(
        {"en": ("role", "releases holds that wait for"), "zh": ("角色", "可以放行归谁的挂起")},
        {
            language: [
                (
                    f"`{role}`",
                    PARTED[language].join(
                        word_of(post, language) for post in Post if post in RELEASES[role]
                    )
                    or NOTHING,
                )
                for role in Role
            ]
            for language in LANGUAGES
        },
    )


_ASKED: Final[Mapping[Act, Said]] = {
    Act.SEE_SELF: {"en": "who I am here, and what I may do", "zh": "我是谁，可以做什么"},
    Act.READ_ORDERS: {
        "en": "orders, what happened to them, what waits for whom",
        "zh": "看订单、发生过什么、什么在等谁",
    },
    Act.READ_WHY: {"en": "why an order was decided so", "zh": "问订单为什么这样决定"},
    Act.HOLD_ORDER: {"en": "hold an order by hand", "zh": "手工挂起订单"},
    Act.RELEASE_HOLD: {"en": "release a hold (whose: below)", "zh": "放行挂起（归谁的见下表）"},
    Act.EDIT_ORDER: {
        "en": "decide by hand: supplier, carrier, goods, tags, …",
        "zh": "手工决定：供应商、快递、商品、标签等",
    },
    Act.READ_BULK: {"en": "see acts over many orders", "zh": "看批量操作"},
    Act.BULK_ACT: {"en": "preview, apply and undo them", "zh": "预览、执行、撤销批量操作"},
    Act.PICK_PARCEL: {
        "en": "say what of a parcel was on the shelf; what is short leaves it",
        "zh": "报告包裹拣到了什么；缺的行离开包裹",
    },
    Act.READ_WAVES: {
        "en": "waves: what went, what was left and why",
        "zh": "看波次：发了什么、留下什么、为什么",
    },
    Act.BEGIN_WAVE: {"en": "begin a wave now", "zh": "现在就发一波"},
    Act.RECALL_WORKBOOK: {
        "en": "take back a workbook that its supplier has not downloaded",
        "zh": "收回供应商还没下载的交接表",
    },
    Act.READ_RETURNS: {
        "en": "goods that come back to suppliers",
        "zh": "看退回供应商的货",
    },
    Act.SETTLE_RETURN: {
        "en": "say what became of them: received, lost, kept by the buyer",
        "zh": "登记退货结果：收到、没收到、买家留下了",
    },
    Act.READ_BILLS: {
        "en": "a supplier's account: days, entries, what is in question",
        "zh": "看供应商对账：每日、明细、出入",
    },
    Act.READ_CASES: {
        "en": "after-sales, complaints, disputes: the queue and each card",
        "zh": "看售后、投诉、纠纷：队列和每张卡片",
    },
    Act.WORK_CASE: {
        "en": "work on them: notes, photos, reasons, offers within the limits",
        "zh": "处理售后：备注、照片、原因、限额内的挽留",
    },
    Act.ANSWER_CASE: {
        "en": "answer the platform: agree, refuse, intercept; send goods again",
        "zh": "答复平台：同意、拒绝、拦截；换货和补发",
    },
    Act.BUNDLE_EVIDENCE: {
        "en": "make an evidence bundle; make a proof report anew",
        "zh": "打包证据；重做证明报告",
    },
    Act.READ_PROOF: {"en": "the monthly proof of the stops", "zh": "看每月截停证明"},
    Act.ANSWER_CALL: {
        "en": "write down what a supplier said on the phone",
        "zh": "登记打电话问供应商的结果",
    },
    Act.READ_SETTINGS: {
        "en": "settings, versions, drafts, dry runs, the health of rules",
        "zh": "看设置、版本、草稿、试运行、规则体检",
    },
    Act.DRAFT_SETTINGS: {"en": "hand in a draft of the settings", "zh": "交设置草稿"},
    Act.DRY_RUN: {"en": "try a draft on past orders", "zh": "在过去的订单上试草稿"},
    Act.PUBLISH: {"en": "put a draft in force", "zh": "发布草稿"},
    Act.ROLL_BACK: {"en": "take an older version back", "zh": "取回旧版本"},
    Act.READ_APPROVALS: {"en": "see what waits for a second person", "zh": "看什么在等第二个人"},
    Act.APPROVE: {"en": "be the second person", "zh": "做第二个人"},
}
