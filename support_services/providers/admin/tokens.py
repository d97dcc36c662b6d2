"""核验凭证 at the bureau: issued and shown once, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from support_services.providers import selectors
from support_services.providers.admin.lists import TITLE
from support_services.providers.forms import TokenForm, WhyForm
from support_services.providers.services.tokens import LONGEST, Issued, issue_token, revoke_token
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.once import FIELD, once
from veterans.foundation.errors import NotFound, Refused

LOST = "凭证刚才已经发放，只显示一次。没有抄下来的，请停用它，再发一个。"


@never_cache
def new(request: HttpRequest, provider_id: int) -> HttpResponse:
    """Asks, then issues a token and shows its secret on the answer itself, which nobody keeps."""
    user = actor(request)
    today = timezone.localdate()
    stands = selectors.standing(selectors.agreements_of(user, provider_id))
    back = address("provider", provider_id)
    codes = [one.item.code for one in stands.offers.all() if one.may_ask]
    if not stands.holds_on(today) or not codes:
        return turned_back(request, "没有在有效期内、可以在线核验的优待项目，不能发放凭证。", back)
    titles = selectors.titles_of(codes)
    last = min(today + LONGEST, stands.valid_to or today + LONGEST)
    form = TokenForm(
        request.POST or None,
        items=[(code, titles.get(code, code)) for code in codes],
        initial={"valid_to": last, "items": codes},
    )
    crumbs = (crumb(TITLE, "providers"), crumb(stands.name, "provider", provider_id))
    if request.method == "POST" and form.is_valid():
        issued: list[Issued] = []

        def deed() -> tuple[str, str]:
            given = {**form.cleaned_data, "by": user, "at": timezone.now(), "today": today}
            issued.append(issue_token(provider_id=provider_id, **given))
            return LOST, back

        try:
            once(by=user, token=request.POST.get(FIELD, ""), deed=deed, at=timezone.now())
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not issued:
                messages.warning(request, LOST)
                return HttpResponseRedirect(back)
            return page(
                request,
                "bureau/provider_token.html",
                title="核验凭证已发放",
                crumbs=crumbs,
                secret=issued[0].secret,
                label=issued[0].token.label,
                name=stands.name,
                valid_to=issued[0].token.valid_to,
                back_url=back,
            )
    return page(
        request,
        "bureau/fact_form.html",
        title="发放核验凭证",
        crumbs=crumbs,
        form=form,
        intro="凭证只显示一次，当面交给单位的负责人，装进他们的收费或售票系统。"
        "只能问站在柜台前、出示证件的本人，系统只答“是”或“否”，每次都有记录。",
        about=[("单位", stands.name)],
        submit_label="发放",
        cancel_url=back,
    )


def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Asks why, then answers it nothing any more."""
    user = actor(request)
    found = selectors.token_visible_to(user, token_id)
    back = address("provider", found.provider_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        revoke_token(token_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return "凭证已停用。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.revoked_at is not None:
        return turned_back(request, "这个凭证已经停用。", back)
    name = selectors.names_of_providers([found.provider_id]).get(found.provider_id, "")
    return page(
        request,
        "bureau/fact_form.html",
        title="停用核验凭证",
        crumbs=(crumb(TITLE, "providers"), crumb(name, "provider", found.provider_id)),
        form=form,
        intro="停用以后马上不再答复，不能恢复；要再用的，重新发一个。",
        about=[("单位", name), ("凭证", str(found))],
        danger=True,
        submit_label="确认停用",
        cancel_url=back,
    )
