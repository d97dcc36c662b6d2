"""Chinese words for what the audit log says of cases and errands. Plain data."""

from support_services.casework.states import VERB_LABELS

ACTIONS: dict[str, str] = {
    **{f"case.{verb}": f"诉求：{label}" for verb, label in VERB_LABELS.items()},
    "case.viewed": "查看诉求",
    "case.phone_seen": "查看诉求的联系电话",
    "case.consent_seen": "查看诉求的委托书",
    "case.swept": "重算诉求期限",
    "incoming.sent": "收到网上来件",
    "incoming.viewed": "查看网上来件",
    "incoming.phone_seen": "查看网上来件的联系电话",
    "incoming.accepted": "接收网上来件",
    "incoming.objected": "网上来件登记为公示异议",
    "incoming.refused": "没有接收网上来件",
    "clock_rule.entered": "录入办理时限",
    "errand.started": "受理代办",
    "errand.step": "登记代办进展",
    "errand.undo": "撤销代办进展",
    "errand.done": "代办办成",
    "errand.refused": "代办未获批准",
    "errand.stopped": "停止代办",
    "errand_kind.changed": "修改代办步骤",
}
SUBJECTS: dict[str, str] = {
    "case": "诉求",
    "clock_rule": "办理时限",
    "incoming": "网上来件",
    "errand": "代办",
    "errand_kind": "代办事项",
}
