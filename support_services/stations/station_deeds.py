"""What is done to a station of the network, at both staff doors: people, covers, offers, 五有."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.stations.network_desk import Crumb, Desk
from support_services.stations.network_forms import CoverForm, FiveForm, OfferForm, WorkerForm
from support_services.stations.network_views import TITLE, row_url
from support_services.stations.selectors import assessment as assessing
from support_services.stations.selectors import duties
from support_services.stations.selectors import staff as selectors
from support_services.stations.services import duties as duty_service
from support_services.stations.services import five as five_service
from support_services.stations.services import staff as service
from support_services.stations.states import FIVE_LABELS
from veterans.accounts.deeds import Data
from veterans.foundation.errors import NotFound


def station_do(request: HttpRequest, desk: Desk, code: str, verb: str) -> HttpResponse:
    """Something new at a station."""
    if verb != "worker":
        raise Http404
    return _worker(request, desk, code, None)


def station_row_do(
    request: HttpRequest, desk: Desk, code: str, verb: str, key: int
) -> HttpResponse:
    """Something done to a row of a station; ``key`` is the row's, of 五有 its number."""
    if verb not in _ROWS:
        raise Http404
    _held(request, "assessment.check" if verb == "see" else "network.staff")
    return _ROWS[verb](request, desk, code, key)


def _held(request: HttpRequest, duty: str) -> None:
    user: Any = request.user
    if not user.may(duty):
        raise PermissionDenied("您的岗位没有这项权限。")


def _frame(request: HttpRequest, desk: Desk, code: str) -> tuple[Any, Any, str, tuple[Crumb, ...]]:
    user: Any = request.user
    found = selectors.station_of_network(user, code)
    back = desk.url("station", code)
    return user, found, back, ((TITLE, desk.url("home")), (found.name, back))


def _worker(request: HttpRequest, desk: Desk, code: str, key: int | None) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    row = _worker_of(user, found, key) if key is not None else None
    initial: Data = {"from_on": timezone.localdate()}
    if row is not None:
        initial = {
            "name": row.name,
            "post": row.post,
            "account": row.account.username if row.account else "",
            "from_on": row.from_on,
            "to_on": row.to_on,
            "is_shown": row.is_shown,
        }
    form = WorkerForm(
        request.POST or None,
        initial=initial,
        accounts=[(one.username, str(one)) for one in selectors.accounts_of(found)],
        may_show=user.may("stations.edit"),
    )
    if row is not None and row.phone:
        form.fields["phone"].help_text = "已登记的不显示；不改就空着。加密保存，不对外公布。"

    def deed(data: Data) -> tuple[str, str]:
        known = row is not None
        made = service.put_worker(
            station_code=code,
            worker_id=key,
            **{
                "is_shown": row.is_shown if row is not None else False,
                **data,
                # Covered on the form as everywhere; left empty, the number stays as it is.
                "phone": (data["phone"] or None) if known else data["phone"],
            },
            by=user,
            at=timezone.now(),
        )
        return f"已登记：{made.name}，{made.get_post_display()}。", back

    more: Crumb | None = None
    if row is not None and row.phone and user.may("network.staff"):
        more = ("看此人的手机号", row_url(desk, found, "phone", row.pk))
    return desk.form(
        request,
        form,
        deed,
        title="更正工作人员" if row is not None else "登记工作人员",
        submit="保存",
        back=back,
        crumbs=crumbs,
        about=[("服务站", found.name)],
        intro="换了岗位的，给原来的一行填上离岗，再登记一行。",
        more=more,
    )


def _worker_of(user: Any, found: Any, key: int) -> Any:
    row = selectors.worker_visible_to(user, key)
    if row.station_id != found.pk:
        raise NotFound("没有找到这名工作人员。")
    return row


def _phone(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    row = _worker_of(user, found, key)
    if request.method == "POST":
        number = service.read_phone(worker_id=row.pk, by=user, at=timezone.now())
        return desk.page(
            request,
            "network/step.html",
            title=f"{row.name}的手机号",
            crumbs=crumbs,
            value=number,
            cancel_url=back,
        )
    return desk.ask(
        request,
        lambda data: "",
        title="看手机号",
        question=f"看{row.name}的手机号？",
        follows=["这次查看会记入审计记录。", "只用于工作联系，不要转给别人。"],
        back=back,
        crumbs=crumbs,
    )


def _cover(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    row = _worker_of(user, found, key)
    today = timezone.localdate()
    people = [
        (str(one.pk), f"{one.name}（{one.station.name}，{one.get_post_display()}）")
        for one in selectors.substitutes_for(row, today=today)
    ]
    form = CoverForm(request.POST or None, people=people, initial={"from_on": today})

    def deed(data: Data) -> tuple[str, str]:
        given = {**data, "substitute_id": int(data["substitute_id"])}
        made = service.put_cover(worker_id=row.pk, **given, by=user, at=timezone.now())
        return f"已登记：{row.name}不在岗期间由{made.substitute.name}顶岗。", back

    return desk.form(
        request,
        form,
        deed,
        title="登记顶岗",
        submit="登记",
        back=back,
        crumbs=crumbs,
        about=[("谁不在岗", f"{row.name}，{row.get_post_display()}")],
        intro="两个人的这段时间都要在岗，同一段时间只能登记一次。",
    )


def _uncover(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    row = selectors.cover_visible_to(user, key)
    if row.worker.station_id != found.pk:
        raise NotFound("没有找到这次顶岗。")

    def deed(data: Data) -> str:
        service.void_cover(cover_id=row.pk, by=user, at=timezone.now())
        return "已取消这次顶岗。"

    return desk.ask(
        request,
        deed,
        title="取消顶岗",
        question=f"取消{row.worker.name}的这次顶岗？",
        follows=[
            f"{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d} 不再算{row.substitute.name}顶岗。"
        ],
        back=back,
        crumbs=crumbs,
        danger=True,
    )


def _offer(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    today = timezone.localdate()
    offers = {one.item_id: one for one in duties.station_offers(found, today=today)}
    if key not in offers:
        raise NotFound("没有找到这一项职责。")
    shown = offers[key]
    initial = {"is_offered": "1" if shown.is_offered else "0", "note": shown.note}
    form = OfferForm(request.POST or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        duty_service.set_offer(
            station_code=code, item_id=key, **data, by=user, at=timezone.now(), today=today
        )
        return f"“{shown.title}”已登记，居民几分钟内看到。", f"{back}#offers"

    return desk.form(
        request,
        form,
        deed,
        title="本站办不办这一项",
        submit="保存",
        back=f"{back}#offers",
        crumbs=crumbs,
        about=[("事项", shown.title), ("居民看到的说法", shown.text)],
    )


def _five_kind(key: int) -> str:
    kinds = [one.value for one in FIVE_LABELS]
    if not 1 <= key <= len(kinds):
        raise NotFound("没有这一项。")
    return kinds[key - 1]


def _five(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    today = timezone.localdate()
    kind = _five_kind(key)
    shown = assessing.five_of(found)[key - 1]
    initial = {
        "is_met": "" if shown.is_met is None else "1" if shown.is_met else "0",
        "since_on": shown.since_on or today,
        "note": shown.note,
    }
    form = FiveForm(request.POST or None, request.FILES or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        files = data.pop("papers")
        five_service.set_five(
            station_code=code,
            kind=kind,
            **data,
            files=files,
            by=user,
            at=timezone.now(),
            today=today,
        )
        return f"“{shown.label}”已登记，由上一级核对。", f"{back}#five"

    return desk.form(
        request,
        form,
        deed,
        title=f"五有：{shown.label}",
        submit="保存",
        back=f"{back}#five",
        crumbs=crumbs,
        about=[("服务站", found.name), ("现在", shown.word)],
        intro="改了以后，上一级要重新核对。",
    )


def _see(request: HttpRequest, desk: Desk, code: str, key: int) -> HttpResponse:
    user, found, back, crumbs = _frame(request, desk, code)
    shown = assessing.five_of(found)[key - 1] if _five_kind(key) else None
    assert shown is not None

    def deed(data: Data) -> str:
        five_service.see_five(station_code=code, kind=shown.kind, by=user, at=timezone.now())
        return f"“{shown.label}”已核对。"

    return desk.ask(
        request,
        deed,
        title="核对五有",
        question=f"{found.name}：{shown.label}，情况属实？",
        follows=[f"记为上级已核：{shown.label}。", "站里再改的，要重新核对。"],
        back=f"{back}#five",
        crumbs=crumbs,
    )


Do = Callable[[HttpRequest, Desk, str, int], HttpResponse]
_ROWS: dict[str, Do] = {
    "worker": _worker,
    "phone": _phone,
    "cover": _cover,
    "uncover": _uncover,
    "offer": _offer,
    "five": _five,
    "see": _see,
}
