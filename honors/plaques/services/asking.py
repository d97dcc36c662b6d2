"""What a family asks for: taken down by one, decided by another."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from honors.plaques.models import Application
from honors.plaques.rules import SOLDIERS
from honors.plaques.selectors import plea_visible_to
from honors.plaques.services.log import record
from honors.plaques.services.reckoning import reckon_homes, together
from honors.plaques.states import PLEA_LABELS, Plea, PleaState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules as registry_rules
from veterans.registry.models import Household, PaperKind, Person, ServicePeriod
from veterans.registry.selectors import people_with_numbers, person_visible_to
from veterans.registry.services.papers import checked_files, keep_papers

ONCE = "这一户同样的申请正在等审批。"
CHOSEN = "这位军人的父母已经为另一处申请过；父母离异的，由军人选定一处。"


@transaction.atomic
def ask(
    *,
    person_id: int,
    kind: str,
    told: str,
    soldier_number: str = "",
    papers: Sequence[bytes] = (),
    photo_consent: bool = False,
    by: User,
    at: datetime,
    today: date,
) -> Application:
    """Taken down for the home of somebody living. ``soldier_number``: the identity number of the
    soldier whose parents live apart; it leads to his file and is not kept. ``papers``: photos and
    scans, which go sealed into his file.

    Refuses papers that are none, too many or without consent, whoever has no home, what is not
    asked for here, no word of how it is known, the same again while it waits, a soldier who is not
    registered, does not serve, lives in this home, or has chosen another home of his parents.
    """
    require(by, "plaques.ask")
    person = person_visible_to(by, person_id)
    if person.died_on is not None:
        raise Refused("此人已登记去世，由家里健在的人申请。")
    if person.household_id is None:
        raise Refused("此人没有登记家庭，请先办理人员变动“立户、换户主”。")
    if kind not in PLEA_LABELS:
        raise Refused("请选择申请什么。")
    clean = registry_rules.clean_open_text(told, what="情况和证明")
    if not clean:
        raise Refused("请写明情况，有什么能证明。")
    if kind_in(clean):
        raise Refused("情况里不要写身份证号、电话或账号。")
    checked = checked_files(papers)
    if checked and not photo_consent:
        raise Refused("拍了照片的，请先征得本人或家属同意，并勾选“同意拍照存档”。")
    together()
    home = Household.objects.select_for_update().get(pk=person.household_id)
    waiting = Application.objects.filter(home=home, kind=kind, state=PleaState.ASKED.value)
    if waiting.exists():
        raise Refused(ONCE)
    if kind == Plea.WORN and not home.plaque_number:
        raise Refused("这一户没有登记光荣牌，没有牌子可换。")
    soldier = _soldier(soldier_number, home, by, today) if kind == Plea.PARENTS_APART else None
    made = Application.objects.create(
        home=home,
        person=person,
        kind=kind,
        soldier=soldier,
        told=clean,
        photo_consent=bool(checked),
        asked_on=today,
        asked_by=by,
        asked_at=at,
    )
    made.papers.set(
        keep_papers(
            checked, kind=PaperKind.OTHER, title="光荣牌申请材料", person=person, by=by, at=at
        )
    )
    record("asked", "plaque_plea", made.pk, by, at, home=home.pk, kind=kind, papers=len(checked))
    return made


def _soldier(number: str, home: Household, by: User, today: date) -> Person:
    if not number.strip():
        raise Refused("父母另住的，请填写现役军人的身份证号。")
    clean = idcard.check(number, today=today)
    # A soldier may be registered anywhere; whether he is, and whether he serves, is told alike.
    known = people_with_numbers(by, [clean], people=Person.objects.all()).get(clean)
    soldier = Person.objects.select_for_update().filter(pk=known.pk).first() if known else None
    serving = ServicePeriod.objects.filter(
        Q(discharged_on__isnull=True) | Q(discharged_on__gt=today),
        person=soldier,
        status__in=SOLDIERS,
        enlisted_on__lte=today,
    )
    if soldier is None or soldier.died_on is not None or not serving.exists():
        raise Refused("没有查到正在服现役的这位军人的档案，请核对号码，或者请区局先核对服役经历。")
    if soldier.household_id == home.pk:
        raise Refused("军人和父母登记在同一户，一户只挂一块。")
    live = [PleaState.ASKED.value, PleaState.GRANTED.value]
    if Application.objects.filter(
        soldier=soldier, kind=Plea.PARENTS_APART.value, state__in=live
    ).exists():
        raise Refused(CHOSEN)
    return soldier


@transaction.atomic
def decide(*, plea_id: int, granted: bool, why: str = "", by: User, at: datetime) -> Application:
    """Another person decides. Refuses whoever took it down, what is decided, a no without why."""
    require(by, "plaques.decide")
    together()
    known = plea_visible_to(by, plea_id)
    plea = Application.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if plea.state != PleaState.ASKED:
        raise Refused("这项申请已经审批过，请刷新查看。")
    if plea.asked_by_id == by.pk:
        raise Refused("受理人不能自己审批，请由另一人审批。")
    clean = registry_rules.clean_open_text(why, what="意见")
    if not granted and not clean:
        raise Refused("不同意的请写明原因，服务站要告诉本人。")
    plea.state = (PleaState.GRANTED if granted else PleaState.REFUSED).value
    plea.decided_by, plea.decided_at, plea.decided_why = by, at, clean
    plea.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
    record("plea_decided", "plaque_plea", plea.pk, by, at, home=plea.home_id, state=plea.state)
    reckon_homes([plea.home_id], at=at)
    return plea
