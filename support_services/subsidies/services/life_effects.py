"""What a life event moves of money: rights granted, regraded, suspended, moved away, ended.

Every effect runs inside ``accept_event`` of the register, in its transaction and under the duty it
asked for. The rows of the person's rights are locked before the person's own, as everywhere here.
"""

from collections.abc import Collection
from typing import Any

from support_services.subsidies.labels import CLASS_LABELS, determined_as
from support_services.subsidies.models import Entitlement, Scheme
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.reference import RATE_CLASSES, SCHEME_CATEGORIES
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import entitlements, interruptions
from support_services.subsidies.services.double_rights import end_double
from support_services.subsidies.services.stacking import lock_rights, lock_schemes
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn
from veterans.registry import life_events
from veterans.registry.event_fields import GRADES, EventField, add_fields, as_is, read_number
from veterans.registry.event_kinds import EventKind as K
from veterans.registry.life_events import DUTY, Applying
from veterans.registry.models import Person

DISABILITY = "disability_pension"

# 同时批准待遇: asked at the bureau only, with a recognition or somebody who moved in.
GRANT_FIELDS = (
    EventField(
        "scheme",
        "同时批准的待遇",
        "choice",
        options=lambda: tuple(Scheme.objects.filter(cycle=Cycle.MONTH).values_list("code", "name")),
        read=as_is,
        at_bureau=True,
        hint="只认定身份、不批准待遇的不选。起发月按这个项目的起发月规则。",
    ),
    EventField("grade", "等级", "choice", False, GRADES, read_number(1, 10), at_bureau=True),
    EventField(
        "rate_class",
        "性质",
        "choice",
        choices=tuple(CLASS_LABELS.items()),
        read=as_is,
        at_bureau=True,
        hint="项目按性质分档的要选。",
    ),
    EventField("service_years", "服役年数", read=read_number(0, 60), at_bureau=True),
    EventField("service_months", "零月数", read=read_number(0, 11), at_bureau=True),
)
END_RIGHTS = EventField(
    "end_rights",
    "同时停发",
    "yes",
    hint="勾选的，凭这一身份享受的待遇发到当月为止。",
    at_bureau=True,
)


def _running(person: Person) -> list[Entitlement]:
    """The monthly rights that run, in the order in which they are locked."""
    rows = Entitlement.objects.filter(
        person=person, end_month__isnull=True, scheme__cycle=Cycle.MONTH
    )
    return list(rows.select_related("scheme").order_by("pk"))


_MOVES_MONEY = frozenset(
    {
        K.RECOGNISED,
        K.CATEGORY_ENDED,
        K.DISABILITY,
        K.MOVED_IN,
        K.MOVED_OUT,
        K.DEATH,
        K.SUSPENDED,
        K.RESUMED,
        K.DUPLICATE,
    }
)


def lock_money(kind: str, person_ids: Collection[int]) -> None:
    """Schemes and rights first: everybody who changes a fact comes in this order."""
    if kind in _MOVES_MONEY:
        lock_schemes()
        lock_rights(person_ids)


def grant_with(applying: Applying) -> list[str]:
    """A right to what was chosen, approved on the day of the event."""
    code = applying.values.get("scheme")
    if not code:
        return []
    if not Scheme.objects.filter(code=code, cycle=Cycle.MONTH).exists():
        raise Refused("“同时批准的待遇”不是按月发放的项目，请重新选择。")
    made = entitlements.grant(
        person=applying.person,
        scheme=code,
        approved_on=applying.event.happened_on,
        **_terms(applying.values, code),
        document_no=applying.document_no,
        by=applying.by,
        at=applying.at,
        today=applying.today,
        duty=DUTY,
    )
    return [f"批准{made.scheme.name}，自{month_cn(made.start_month)}起发放。"]


def _terms(values: dict[str, Any], code: str) -> dict[str, Any]:
    """What the scheme is paid by; what it does not ask for is left out."""
    scheme = Scheme.objects.get(code=code)
    found: dict[str, Any] = {}
    if scheme.uses_grade:
        found["grade"] = values.get("grade") or 0
    if scheme.uses_class:
        chosen = values.get("rate_class") or ""
        if chosen and chosen not in RATE_CLASSES.get(code, ()):
            allowed = "、".join(CLASS_LABELS[one] for one in RATE_CLASSES.get(code, ()))
            raise Refused(f"“性质”要选这个项目的：{allowed}。")
        found["rate_class"] = chosen
    if scheme.uses_service:
        found["service_years"] = values.get("service_years") or 0
        found["service_months"] = values.get("service_months") or 0
    return found


def grade(applying: Applying) -> list[str]:
    """评残 grants the pension, 调残 regrades it; from the month that the start rule says."""
    terms = _terms(applying.values, DISABILITY)
    common: dict[str, Any] = {
        "approved_on": applying.event.happened_on,
        "document_no": applying.document_no,
        "by": applying.by,
        "at": applying.at,
        "today": applying.today,
        "duty": DUTY,
        **terms,
    }
    for right in _running(applying.person):
        if right.scheme.code == DISABILITY:
            made = entitlements.regrade(entitlement_id=right.pk, **common)
            told = determined_as(made.grade, made.rate_class)
            return [f"残疾抚恤金按{told}核定，自{month_cn(made.first_month)}起执行。"]
    granted = entitlements.grant(person=applying.person, scheme=DISABILITY, **common)
    return [f"批准{granted.scheme.name}，自{month_cn(granted.start_month)}起发放。"]


def move_out(applying: Applying) -> list[str]:
    """关系迁出 of every running right; through the month that each scheme's rule says."""
    done = []
    for right in _running(applying.person):
        ended = entitlements.transfer_out(
            entitlement_id=right.pk,
            moved_on=applying.event.happened_on,
            by=applying.by,
            at=applying.at,
            today=applying.today,
            duty=DUTY,
        )
        if ended.end_month:
            done.append(f"{right.scheme.short_name}发放到{month_cn(ended.end_month)}。")
    return done


def suspend(applying: Applying) -> list[str]:
    """中止 of every running right: the province has decided, the county carries it out."""
    if not applying.event.document_no:
        raise Refused("中止要有上级批准的文号。")
    done = []
    for right in _running(applying.person):
        if right.suspensions.filter(last_month__isnull=True).exists():
            continue
        made = interruptions.suspend(
            entitlement_id=right.pk,
            fact_on=applying.event.happened_on,
            reason=applying.values["cause"],
            document_no=applying.document_no,
            by=applying.by,
            at=applying.at,
            today=applying.today,
            duty=DUTY,
        )
        done.append(f"{right.scheme.short_name}自{month_cn(made.first_month)}起中止。")
    if not done:
        raise Refused("此人没有可以中止的待遇。")
    return done


def resume(applying: Applying) -> list[str]:
    """恢复 of whatever is suspended, from the month of the event on."""
    done = []
    for right in _running(applying.person):
        if right.suspensions.filter(last_month__isnull=True).exists():
            interruptions.resume(
                entitlement_id=right.pk,
                from_month=applying.event.happened_on,
                by=applying.by,
                at=applying.at,
                duty=DUTY,
            )
            month = month_cn(applying.event.happened_on.replace(day=1))
            done.append(f"{right.scheme.short_name}自{month}起恢复，中止期间不补。")
    if not done:
        raise Refused("此人没有在中止中的待遇。")
    return done


def die(applying: Applying) -> list[str]:
    """去世 ends every right; what follows it (续发) the calculation books by the scheme's rule."""
    ended = entitlements.end_by_death(
        person=applying.person,
        died_on=applying.event.happened_on,
        by=applying.by,
        at=applying.at,
        today=applying.today,
    )
    if not ended:
        return ["没有正在享受的待遇。"]
    names = "、".join(right.scheme.short_name for right in ended)
    return [f"停发{names}，发到当月；遗属领取人请在待遇页面登记。"]


def end_with_category(applying: Applying) -> list[str]:
    """With the category ends what was drawn for it alone, if that was asked for."""
    if not applying.values.get("end_rights"):
        return []
    held = set(
        applying.person.categories.filter(valid_to__isnull=True).values_list("category", flat=True)
    )
    done = []
    for right in _running(applying.person):
        wanted = SCHEME_CATEGORIES.get(right.scheme.code, ())
        if applying.values["category"] in wanted and not held.intersection(wanted):
            entitlements.end(
                entitlement_id=right.pk,
                reason=EndReason.INELIGIBLE,
                ended_on=applying.event.happened_on,
                by=applying.by,
                at=applying.at,
                today=applying.today,
                duty=DUTY,
            )
            done.append(f"停发{right.scheme.short_name}。")
    return done


def _rights_now(person: Person) -> dict[str, str]:
    found: dict[str, str] = {}
    for right in _running(person):
        term = right.determinations.filter(last_month__isnull=True).first()
        told = determined_as(term.grade, term.rate_class) if term else ""
        if right.scheme.code == DISABILITY and term is not None:
            found["grade"] = dict(GRADES).get(str(term.grade), "")
            found["rate_class"] = CLASS_LABELS.get(term.rate_class, "")
        name = f"{right.scheme.short_name} {told}".strip()
        found["scheme"] = "、".join(part for part in (found.get("scheme", ""), name) if part)
    return found


def register() -> None:
    """From ``AppConfig.ready``."""
    for kind in (K.RECOGNISED, K.MOVED_IN):
        add_fields(kind, *GRANT_FIELDS)
        life_events.add_effect(kind, grant_with)
    add_fields(K.CATEGORY_ENDED, END_RIGHTS)
    effects = {
        K.CATEGORY_ENDED: end_with_category,
        K.DISABILITY: grade,
        K.MOVED_OUT: move_out,
        K.SUSPENDED: suspend,
        K.RESUMED: resume,
        K.DEATH: die,
        K.DUPLICATE: end_double,
    }
    for kind, effect in effects.items():
        life_events.add_effect(kind, effect)
    for kind in _MOVES_MONEY:
        life_events.add_now(kind, _rights_now)
    life_events.add_locker(lock_money)
