"""Jurors, and what each of them is tied to."""

from django.db.models import Count

from honors.juries.marks import kind_of
from honors.juries.models import JurorTie, Seat
from honors.juries.states import MarkKind
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES
from veterans.foundation.errors import NotFound
from veterans.registry.models import Person


def jurors() -> list[User]:
    """Everybody who may be asked, by name."""
    roles = [role.value for role in DUTIES["juries.score"]]
    rows = User.objects.filter(is_active=True, role__in=roles)
    return sorted(rows, key=lambda one: (str(one), one.pk))


def marks_of(user: User) -> dict[str, MarkKind]:
    """Every mark of a juror with its kind: what was declared, and of each person he named also the
    household. The village he is declared with is one of his own, not that of every relative."""
    rows = JurorTie.objects.filter(user=user, ended_at__isnull=True)
    found = {str(one.mark): kind_of(str(one.mark)) for one in rows}
    keys = [mark.partition(":")[2] for mark, kind in found.items() if kind is MarkKind.PERSON]
    people = [int(key) for key in keys if key.isdigit()]
    if people:
        homes = Person.objects.filter(pk__in=people, household__isnull=False)
        for home in homes.values_list("household", flat=True):
            found[f"household:{home}"] = MarkKind.HOUSEHOLD
    return found


def ties_visible_to(user: User, of: User) -> list[JurorTie]:
    """One's own, or for whoever reads panels those of any juror."""
    if user.pk != of.pk and not user.may("juries.read"):
        return []
    rows = JurorTie.objects.filter(user=of, ended_at__isnull=True).defer("mark")
    return list(rows.select_related("declared_by").order_by("pk"))


def seats_of(user: User) -> list[Seat]:
    return list(Seat.objects.filter(user=user).select_related("panel").order_by("-panel"))


def tie_counts(users: list[User]) -> dict[int, int]:
    """How many ties of each are known; one query."""
    rows = JurorTie.objects.filter(user__in=users, ended_at__isnull=True)
    counts = rows.order_by().values("user").annotate(ties=Count("pk"))
    return dict(counts.values_list("user", "ties"))


def juror(user_id: int) -> User:
    """One of those who may be asked."""
    found = next((one for one in jurors() if one.pk == user_id), None)
    if found is None:
        raise NotFound("没有找到这位评委。")
    return found


def tie_to_end(user: User, tie_id: int) -> JurorTie:
    """A tie that this person may say is over: his own, or any for the office."""
    rows = JurorTie.objects.filter(pk=tie_id, ended_at__isnull=True).defer("mark")
    found = rows.select_related("user", "declared_by").first()
    if found is None or (found.user_id != user.pk and not user.may("juries.enter")):
        raise NotFound("没有找到这项关联。")
    return found
