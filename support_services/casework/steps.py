"""What is asked before each thing that is done with a case, the same at both doors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from support_services.casework.forms import (
    ExtensionForm,
    HandOverForm,
    PauseForm,
    TextForm,
    ToldForm,
)
from support_services.casework.selectors import hand_over_targets
from support_services.casework.services import extensions, moves
from veterans.regions.models import Level
from veterans.regions.selectors import place_name


@dataclass(frozen=True)
class Step:
    """One verb: what is asked for, what follows, the service, the sentence of success."""

    service: Callable[..., Any]
    follows: str
    said: str
    label: str = "说明"
    needed: bool = True
    hint: str = ""
    shape: str = "text"
    kind: str = "plain"

    def form(self, case: Any, data: Any, *, today: date) -> forms.Form:
        given: dict[str, Any] = {"label": self.label, "needed": self.needed, "hint": self.hint}
        if self.shape == "told":
            return ToldForm(data, today=today, **given)
        if self.shape == "pause":
            return PauseForm(data, **given)
        if self.shape == "extension":
            return ExtensionForm(data, **given)
        if self.shape == "hand_over":
            return HandOverForm(data, targets=_targets(case), **given)
        return TextForm(data, **given)


def _targets(case: Any) -> list[tuple[str, str]]:
    return [
        (one.code, "区局" if one.level == Level.COUNTY else place_name(one))
        for one in hand_over_targets(case)
    ]


STEPS: dict[str, Step] = {
    "inform": Step(
        moves.inform,
        "本人已知道这件事有人管、归哪里管。登记以后，告知受理的期限不再计算。",
        "已登记告知受理。",
        needed=False,
        shape="told",
        kind="primary",
    ),
    "decline": Step(
        moves.decline,
        "不归本局管的，告诉本人或转办单位该找哪里。登记以后这件诉求就办完了。",
        "已登记不予受理。",
        label="理由，和该找哪里",
        shape="told",
    ),
    "begin": Step(moves.begin, "表示已着手办理。", "已开始办理。", needed=False, kind="primary"),
    "answer": Step(
        moves.answer,
        "从答复之日起不再计时，等本人表态：满意的办结，不满意的退回重办。",
        "已登记答复，等本人表态。",
        label="答复",
        hint="用本人听得懂的话写清楚办成什么样；办不了的写明为什么。",
        shape="told",
        kind="primary",
    ),
    "satisfied": Step(
        moves.satisfied,
        "本人满意，这件诉求办结。",
        "已办结。",
        label="本人的话",
        needed=False,
        shape="told",
        kind="primary",
    ),
    "unsatisfied": Step(
        moves.unsatisfied,
        "退回承办的单位重办，计一次退回。期限接着算。",
        "已退回重办。",
        label="哪里不满意",
        shape="told",
    ),
    "pause": Step(
        moves.pause,
        "从今天起办结的期限停下来，恢复以后接着算。只有列出的几种原因可以暂停。",
        "已暂停计时。",
        shape="pause",
    ),
    "resume": Step(moves.resume, "今天起接着计时。", "已恢复计时。", needed=False, kind="primary"),
    "hand_over": Step(
        moves.hand_over,
        "转给上级或者下级。对方要在期限内接收或退回；本人的办理期限照算。",
        "已转办，等对方接收。",
        label="要办什么",
        shape="hand_over",
    ),
    "accept": Step(moves.accept, "由本单位办理。", "已接收。", needed=False, kind="primary"),
    "object": Step(
        moves.object_to,
        "退回转来的单位。过了期限不能再退。",
        "已退回。",
        label="为什么不归本单位办",
    ),
    "take": Step(
        moves.take, "马上转到本单位名下办理，不用对方同意。", "已收回办理。", label="原因"
    ),
    "ask_extension": Step(
        extensions.ask_extension,
        "由局里另一人批准，批准以后还要告诉本人，期限才延长。",
        "已申请延期，等另一人批准。",
        label="为什么要延期",
        shape="extension",
    ),
    "grant_extension": Step(
        extensions.grant_extension,
        "批准以后由承办的单位告诉本人；告诉了本人，期限才延长。",
        "已批准，请承办的单位告知本人。",
        label="意见",
        needed=False,
        kind="primary",
    ),
    "refuse_extension": Step(
        extensions.refuse_extension, "期限不变。", "没有同意延期。", label="理由"
    ),
    "tell_extension": Step(
        extensions.tell_extension,
        "告诉本人延长几日、为什么。登记以后期限延长。",
        "已登记，期限已延长。",
        label="怎么说的",
        shape="told",
        kind="primary",
    ),
    "withdraw": Step(
        moves.withdraw,
        "本人自己说不办了才能登记。登记以后这件诉求就办完了。",
        "已登记撤回。",
        label="本人怎么说的",
        shape="told",
        kind="danger",
    ),
    "urge": Step(moves.urge, "承办的单位会在经过里看到。", "已督办。", label="督办要求"),
    "note": Step(moves.note, "加密保存，只有局里看得到。", "已记下。", label="内部情况"),
    "restrict": Step(
        moves.restrict,
        "以后只有承办的单位和局里指定的岗位看得到，别人查不到这件诉求。",
        "已限制查看。",
        label="原因",
    ),
    "unrestrict": Step(
        moves.unrestrict, "辖区内的服务站和局里都看得到。", "已取消限制。", label="原因"
    ),
}
