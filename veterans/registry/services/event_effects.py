"""What a life event changes in the register itself. Money and plaques follow by their own floors.

Every function is an ``Effect``: it runs inside ``accept_event``, whose transaction, locks, duty and
signature it works under, and says what it did.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from veterans.foundation.errors import Refused
from veterans.registry import life_events
from veterans.registry.codes import label_of
from veterans.registry.event_kinds import EventKind as K
from veterans.registry.life_events import Applying
from veterans.registry.models import (
    Category,
    Certificate,
    Circumstance,
    Household,
    Merit,
    Person,
    PersonCategory,
    Placement,
    Relative,
    Residence,
    ServicePeriod,
)
from veterans.registry.models.file import MeritKind
from veterans.registry.selectors import phone_index
from veterans.registry.services.events import place_of
from veterans.registry.services.file import close_the_one_before, save_checked
from veterans.registry.services.people import note_death

HEAD = "户主"
_MARRIED = frozenset({"21", "22", "23"})


def _put(applying: Applying, row: Any) -> None:
    """Save a row of the file as the event's."""
    row.person = applying.person
    row.entered_by, row.entered_at = applying.by, applying.at
    if not row.document_no:
        row.document_no = applying.document_no[:80]
    save_checked(row)


def _follow(applying: Applying, row: Any) -> None:
    """A row of what holds one at a time."""
    row.person = applying.person
    close_the_one_before(row)
    _put(applying, row)


def _recognise(applying: Applying, category: str, since: date) -> str:
    row = PersonCategory(
        person=applying.person,
        category=category,
        valid_from=since,
        document_no=applying.document_no[:80],
    )
    save_checked(row)
    return f"登记身份“{Category(category).label}”，自 {since:%Y-%m-%d} 起。"


def report_in(applying: Applying) -> list[str]:
    """报到: served from then until now, where he was placed, and a veteran from that day."""
    values, on = applying.values, applying.event.happened_on
    _put(
        applying,
        ServicePeriod(
            enlisted_on=values["enlisted_on"],
            discharged_on=on,
            status=values["status"],
            was_rural=values["was_rural"],
        ),
    )
    done = [f"登记服役经历 {values['enlisted_on']:%Y-%m-%d} 至 {on:%Y-%m-%d}。"]
    if values["mode"]:
        row = Placement(mode=values["mode"], placed_on=on, archive=values["archive"] or "")
        _put(applying, row)
        done.append(f"登记安置方式：{row.get_mode_display()}。")
    region = place_of(values["region"], None)
    if region.pk != applying.person.region_id:
        applying.person.region = region
        applying.person.save(update_fields=["region"])
        done.append(f"服务站改为{region.name}。")
    if not applying.person.categories.filter(category=Category.VETERAN).exists():
        done.append(_recognise(applying, Category.VETERAN, on))
    return done


def recognise(applying: Applying) -> list[str]:
    return [_recognise(applying, applying.values["category"], applying.event.happened_on)]


def end_category(applying: Applying) -> list[str]:
    category, on = applying.values["category"], applying.event.happened_on
    row = applying.person.categories.filter(category=category, valid_to__isnull=True).first()
    if row is None:
        raise Refused(f"此人现在没有“{Category(category).label}”这一身份。")
    row.valid_to = on
    save_checked(row)
    return [f"“{Category(category).label}”身份自 {on:%Y-%m-%d} 起终止。"]


def grade_disability(applying: Applying) -> list[str]:
    """评残: a disabled soldier from that day, and the certificate where one was issued."""
    person, on, done = applying.person, applying.event.happened_on, []
    if not person.categories.filter(category=Category.DISABLED, valid_to__isnull=True).exists():
        done.append(_recognise(applying, Category.DISABLED, on))
    number = applying.values["certificate"]
    if number:
        old = Certificate.objects.filter(person=person, kind="disabled", is_void=False)
        old.update(is_void=True)
        _put(applying, Certificate(kind="disabled", number=number, issued_on=on))
        done.append("登记残疾军人证，原证改为已换发。")
    return done


def award(applying: Applying) -> list[str]:
    values = applying.values
    row = Merit(
        kind=values["merit"],
        title=values["title"] or "",
        in_war=bool(values["in_war"]),
        awarded_on=applying.event.happened_on,
    )
    _put(applying, row)
    return [f"登记{MeritKind(row.kind).label}。"]


def marry(applying: Applying) -> list[str]:
    """婚姻: the standing changes on that day; a spouse comes, or the one there was no longer is."""
    values, on = applying.values, applying.event.happened_on
    code = values["marriage"]
    _follow(applying, Circumstance(kind="marriage", value=code, valid_from=on))
    done = [f"婚姻状况改为{label_of('marriage', code)}。"]
    gone = Relative.objects.filter(
        person=applying.person, relation="spouse", valid_to__isnull=True
    ).exclude(valid_from__gte=on)
    if code in _MARRIED or code in ("30", "40"):
        ended = gone.update(valid_to=on)
        if ended:
            done.append("原配偶关系已终止。")
    if code in _MARRIED:
        if not values["spouse"]:
            raise Refused("请填写配偶姓名。")
        phone = values["spouse_phone"] or None
        _put(
            applying,
            Relative(
                relation="spouse",
                name=values["spouse"],
                phone=phone,
                phone_index=phone_index(phone) if phone else None,
                valid_from=on,
            ),
        )
        done.append(f"登记配偶 {values['spouse']}。")
    return done


def settle_household(applying: Applying) -> list[str]:
    """立户、入户、换户主. A home has one head; the former one is named anew in the same step."""
    person, values = applying.person, applying.values
    done, relation = [], values["relation"][:10]
    if values["number"]:
        home = Household.objects.select_for_update().filter(number=values["number"]).first()
        if home is None:
            raise Refused("没有这个户编号，请核对；另立一户的，户编号不填。")
        if home.region_id != person.region_id:
            raise Refused("这一户登记在别的村居。搬家的请先办理“区内搬迁”。")
    elif person.household_id is not None and relation == HEAD:
        # The same home with another head, unless he is alone in it already.
        home = Household.objects.select_for_update().get(pk=person.household_id)
    else:
        home = Household.objects.create(number=_next_number(person), region=person.region)
        done.append(f"另立一户，户编号 {home.number}。")
    if relation == HEAD:
        head = Person.objects.filter(household=home, relation=HEAD).exclude(pk=person.pk).first()
        if head is not None:
            former = (values["former_head"] or "").strip()[:10]
            if not former or former == HEAD:
                raise Refused(f"这一户现在的户主是 {head.name}，请填写原户主改为什么关系。")
            head.relation = former
            head.save(update_fields=["relation"])
            done.append(f"原户主 {head.name} 改为“{former}”。")
    person.household, person.relation = home, relation
    person.save(update_fields=["household", "relation"])
    return [*done, f"登记为 {home.number} 的“{relation}”。"]


def _next_number(person: Person) -> str:
    """The next free number of that village: its code and five digits."""
    prefix = f"{person.region.code}"
    # Two at once: the number is unique, and the second is told to try again.
    taken = Household.objects.filter(number__startswith=prefix).count()
    while Household.objects.filter(number=f"{prefix}{taken + 1:05d}").exists():
        taken += 1
    return f"{prefix}{taken + 1:05d}"


def move_within(applying: Applying) -> list[str]:
    """区内搬迁: another station serves him from now on; with all of the home, if it moved too."""
    person, values, on = applying.person, applying.values, applying.event.happened_on
    region = place_of(values["region"], None)
    if region.pk == person.region_id:
        raise Refused("迁到的村居与现在相同。")
    movers = [person]
    if values["together"] and person.household_id is not None:
        Household.objects.filter(pk=person.household_id).update(region=region)
        movers += (
            Person.objects.select_for_update()
            .filter(household=person.household_id, died_on__isnull=True)
            .exclude(pk=person.pk)
            .order_by("pk")
        )
    elif person.household_id is not None:
        person.household, person.relation = None, ""
    for mover in movers:
        mover.region = region
        mover.save(update_fields=["region", "household", "relation"])
        _follow(
            replace(applying, person=mover),
            Residence(
                kind="living",
                region=region,
                address=values["address"] or None,
                valid_from=on,
            ),
        )
    whole = f"，同户 {len(movers)} 人" if len(movers) > 1 else ""
    return [f"村居改为{region.name}{whole}，由那里的服务站联系。"]


def move_in(applying: Applying) -> list[str]:
    """关系迁入: registered here from that day; until when the old county pays is noted."""
    on = applying.event.happened_on
    _follow(
        applying,
        Residence(kind="hukou", region=applying.person.region, valid_from=on),
    )
    return [f"登记自{applying.values['from_place']}迁入。"]


def move_out(applying: Applying) -> list[str]:
    on, place = applying.event.happened_on, applying.values["to_place"]
    _follow(applying, Residence(kind="hukou", address=place, valid_from=on))
    return [f"登记迁往{place}。"]


def die(applying: Applying) -> list[str]:
    """去世. Categories stay as they were: what he was he was until that day."""
    changed = note_death(
        person=applying.person,
        died_on=applying.event.happened_on,
        by=applying.by,
        at=applying.at,
        today=applying.today,
        why=f"去世（变动第 {applying.event.pk} 件）",
    )
    return [f"登记 {applying.event.happened_on:%Y-%m-%d} 去世。"] if changed else []


def _home_now(person: Person) -> dict[str, str]:
    home = person.household
    return {
        "number": home.number if home else "",
        "relation": person.relation,
        "region": person.region.name,
    }


def _marriage_now(person: Person) -> dict[str, str]:
    now = Circumstance.objects.filter(person=person, kind="marriage", valid_to__isnull=True).first()
    spouse = Relative.objects.filter(
        person=person, relation="spouse", valid_to__isnull=True
    ).first()
    return {
        "marriage": label_of("marriage", now.value) if now else "",
        "spouse": spouse.name if spouse else "",
    }


def _categories_now(person: Person) -> dict[str, str]:
    held = person.categories.filter(valid_to__isnull=True)
    return {"category": "、".join(row.get_category_display() for row in held)}


def register() -> None:
    """The register's own consequences; from ``AppConfig.ready``."""
    effects = {
        K.REPORT_IN: report_in,
        K.RECOGNISED: recognise,
        K.CATEGORY_ENDED: end_category,
        K.DISABILITY: grade_disability,
        K.MERIT: award,
        K.MARRIAGE: marry,
        K.HOUSEHOLD: settle_household,
        K.MOVED_WITHIN: move_within,
        K.MOVED_IN: move_in,
        K.MOVED_OUT: move_out,
        K.DEATH: die,
    }
    for kind, effect in effects.items():
        life_events.add_effect(kind, effect)
    for kind in (K.HOUSEHOLD, K.MOVED_WITHIN):
        life_events.add_now(kind, _home_now)
    life_events.add_now(K.MARRIAGE, _marriage_now)
    for kind in (K.RECOGNISED, K.CATEGORY_ENDED):
        life_events.add_now(kind, _categories_now)
