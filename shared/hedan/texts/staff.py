"""What the staff API says when it refuses: short, and what to do next."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "staff.NO_SUCH_ROUTE": Text("没有这个接口。", "There is nothing at this address."),
    "staff.NOT_SIGNED_IN": Text("请先登录。", "Sign in first."),
    "staff.FORBIDDEN": Text(
        "您的角色不能做这件事（{act}）。", "Your role does not allow this ({act})."
    ),
    "staff.NOT_YOUR_POST": Text(
        "这个挂起归“{post}”处理，您的角色不能放行。",
        "This hold waits for the post '{post}'; your role cannot release it.",
    ),
    "staff.INVALID": Text("提交的内容不对：{detail}", "The request is not right: {detail}"),
    "staff.TOO_LARGE": Text(
        "内容太大：最多 {limit} 字节。", "Too large: at most {limit} bytes are taken."
    ),
    "staff.UNSUPPORTED": Text(
        "不认识这种格式：{detail}", "A format that nobody reads here: {detail}"
    ),
    "staff.NO_SUCH_ORDER": Text("没有这个订单。", "There is no such order."),
    "staff.NO_SUCH_HOLD": Text("这个订单没有这个挂起。", "This order never had such a hold."),
    "staff.NO_SUCH_DRAFT": Text("没有这份设置草稿。", "There is no such draft."),
    "staff.NO_SUCH_VERSION": Text("没有这个版本的设置。", "There is no such version."),
    "staff.NO_SUCH_DRY_RUN": Text("没有这次试跑。", "There is no such dry run."),
    "staff.NO_SUCH_APPROVAL": Text("没有这条审批。", "Nobody asked for such an approval."),
    "staff.NO_SUCH_SUPPLIER": Text("没有这个供应商。", "There is no such supplier."),
    "staff.NO_SUCH_WAVE": Text(
        "没有这一波，或者它还没有开始。", "There is no such wave, or it has not begun to work."
    ),
    "staff.NO_SUCH_RETURN": Text(
        "这个供应商没有这笔退货。", "This supplier expects no such return."
    ),
    "staff.NO_SUCH_STOP": Text("这个供应商没有这条截停。", "This supplier has no such stop."),
    "staff.NO_SUCH_PROOF": Text(
        "这个月还没有证明报告。", "There is no proof report of this month."
    ),
    "staff.NO_SUCH_CASE": Text("这个订单没有这个售后。", "This order has no such case."),
    "staff.NO_SUCH_OFFER": Text("没有提过这个方案。", "No such offer was made."),
    "staff.NO_SUCH_PHOTO": Text("这里没有收到照片。", "No picture has arrived there."),
    "staff.CASE_REFUSED": Text("不行：{detail}。", "It cannot be done: {detail}."),
    "staff.RATES_TOO_MANY": Text(
        "这段时间的订单超过 {most} 个，一次算不完：请缩短时间。",
        "There are more than {most} orders in these days: choose fewer.",
    ),
    "staff.RATES_TOO_LONG": Text(
        "时间太长：所有店铺合计 {count} 天，一次最多 {most} 天。请缩短时间，或只选一个店铺。",
        "Too long: {count} days over all stores, at most {most} at once. Choose fewer days, or one "
        "store.",
    ),
    "staff.NO_SUCH_STORE": Text("设置里没有这个店铺。", "The settings have no such store."),
    "staff.NO_SUCH_PARCEL": Text("没有这个包裹。", "There is no such parcel."),
    "staff.PICK_TOO_LATE": Text(
        "这个包裹已经不能再拣（状态：{state}）。", "This parcel is picked no more: it is {state}."
    ),
    "staff.NUMBER_UNCLEAR": Text(
        "快递公司或运单号不能用：{detail}", "Carrier or tracking number cannot be taken: {detail}"
    ),
    "staff.NOTHING_TO_DECIDE": Text(
        "这个包裹现在没有要决定的运单号（{detail}）。",
        "No number of this parcel can be decided on now ({detail}).",
    ),
    "staff.PICK_REFUSED": Text(
        "拣到的数量不对：{detail}", "What was found does not fit the parcel: {detail}"
    ),
    "staff.NO_SUCH_WORKBOOK": Text("没有这份交接表。", "There is no such workbook."),
    "staff.NOT_RECALLABLE": Text(
        "这份交接表不能收回：{detail}。", "This workbook cannot be taken back: {detail}."
    ),
    "staff.OVERTAKEN": Text(
        "别人刚刚改过，请重新打开再试。",
        "Somebody else was quicker: look at it again, then decide.",
    ),
    "staff.TRY_AGAIN": Text("现在忙，请稍后再试。", "Busy now: try again in a moment."),
    "staff.EDIT_REFUSED": Text("这个修改不行：{detail}", "This edit cannot be made: {detail}"),
    "staff.SETTINGS_INVALID": Text(
        "设置有错，没有保存：{detail}", "The settings are not right and were not kept: {detail}"
    ),
    "staff.NOT_PUBLISHABLE": Text("不能发布：{detail}", "It cannot be published: {detail}"),
    "staff.APPROVAL_OWN": Text(
        "不能审批自己提出的申请，请另一位同事处理。",
        "Nobody approves what they asked for: let somebody else look at it.",
    ),
    "staff.APPROVAL_EXPIRED": Text(
        "申请已过期，请重新提出。", "Nobody answered in time: ask for it again."
    ),
    "staff.APPROVAL_REFUSED": Text("申请已被拒绝。", "It was refused."),
    "staff.APPROVAL_VOID": Text(
        "提出申请以后内容变了，申请作废，请重新提出。",
        "What was to be approved has changed since: look at it and ask again.",
    ),
    "staff.APPROVAL_APPROVED": Text("申请已经批准。", "It is approved already."),
    "staff.APPROVAL_DONE": Text("申请已经执行。", "It is done already."),
    # What is wrong with one value, by the name that the model's checker gives it.
    "staff.value.missing": Text("缺少这一项", "it is missing"),
    "staff.value.extra_forbidden": Text("没有这一项", "there is no such field"),
    "staff.value.json_invalid": Text("不是正确的 JSON", "it is not JSON"),
    "staff.value.enum": Text("只能是 {expected}", "it must be {expected}"),
    "staff.value.literal_error": Text("只能是 {expected}", "it must be {expected}"),
    "staff.value.string_too_short": Text("太短", "it is too short"),
    "staff.value.string_too_long": Text("太长", "it is too long"),
    "staff.value.string_pattern_mismatch": Text("写法不对", "it is not written that way"),
    "staff.value.too_long": Text("太多", "there are too many"),
    "staff.value.too_short": Text("太少", "there are too few"),
    "staff.value.other": Text("这个值不对（{kind}）", "this value is not right ({kind})"),
}
