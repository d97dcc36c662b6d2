"""What grades, classes, units and parts of the money are called on the screen.

Unknown codes are shown as they are.
"""

from dataclasses import dataclass

from support_services.subsidies.models import Determination, PayComponent
from support_services.subsidies.rules import Basis, Component, tail_of

CLASS_LABELS = {
    "combat": "因战",
    "duty": "因公",
    "illness": "因病",
    "martyr": "烈士遗属",
    "duty_death": "因公牺牲军人遗属",
    "illness_death": "病故军人遗属",
    "red_army_veteran": "在乡退伍红军老战士",
    "west_route_veteran": "在乡西路军红军老战士",
    "red_army_separated": "红军失散人员",
    "anti_japanese_war": "抗日战争时期入伍",
    "liberation_war": "解放战争时期入伍",
    "after_founding": "建国后入伍",
}
GRADE_LABELS = ("", "一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级")
UNIT_LABELS = {
    Basis.YEAR.value: "元/年",
    Basis.MONTH.value: "元/月",
    Basis.MONTH_PER_SERVICE_YEAR.value: "元/月·每服役一年",
}
STANDARD = "标准"
TAIL = "去世续发"
GRANTED = "核发"


@dataclass(frozen=True)
class ComponentNames:
    """Names by scheme and the code of the ledger; one query, however many lines are named."""

    by_code: dict[tuple[int, str], str]

    @classmethod
    def read(cls) -> "ComponentNames":
        names: dict[tuple[int, str], str] = {}
        for one in PayComponent.objects.all():
            names[one.scheme_id, one.code] = one.name
            names[one.scheme_id, tail_of(one.code)] = f"{one.name}（{TAIL}）"
        return cls(names)

    def of(self, scheme_id: int, code: str) -> str:
        """The name; a code that nothing is known of is shown as it is."""
        if code == Component.STANDARD:
            return STANDARD
        if code == Component.TAIL:
            return TAIL
        if code == Component.GRANT:
            return GRANTED
        return self.by_code.get((scheme_id, code), code)


def is_tail(code: str) -> bool:
    """Whether a line of the ledger is for the months after a death."""
    return code == Component.TAIL or code.startswith(tail_of(""))


def determined_as(grade: int, rate_class: str) -> str:
    """``一级 因战``, or empty where neither grade nor class matters."""
    parts = [GRADE_LABELS[grade] if 0 < grade < len(GRADE_LABELS) else ""]
    parts.append(CLASS_LABELS.get(rate_class, rate_class))
    return " ".join(part for part in parts if part)


def served_as(term: Determination) -> str:
    """``服役 5 年 3 个月，折算 5.5 年``; empty where service does not matter."""
    if not term.service_factor:
        return ""
    served = f"服役 {term.service_years} 年"
    if term.service_months:
        served += f" {term.service_months} 个月"
    return f"{served}，折算 {term.service_factor.normalize():f} 年"
