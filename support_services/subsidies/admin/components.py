"""Parts of the money that the bureau names itself, and this year's 护理费 as a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin.component_forms import (
    BY_NAME,
    GOES_ON,
    CareForm,
    ComponentForm,
)
from support_services.subsidies.reference import CARE_SOURCE
from support_services.subsidies.services import components as service
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LinesRefused


def new_component(request: HttpRequest) -> HttpResponse:
    """A new part of a scheme's money; pays nobody before a standard of it is in force."""
    form = ComponentForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = service.define_component(
            scheme=data["scheme"],
            code=data["code"],
            name=data["name"],
            is_named=data["scope"] == BY_NAME,
            in_tail=data["tail"] == GOES_ON,
            source=data["source"],
            confidence=data["confidence"],
            by=actor(request),
            at=timezone.now(),
        )
        said = f"已新增“{made.name}”。请录入它的标准，由另一人启用后发放。"
        return said, f"{address('rules')}#{data['scheme']}"

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="新增待遇组成",
        crumbs=(crumb("补助标准", "rates"), crumb("项目与规则", "rules")),
        form=form,
        intro=(
            "标准以外、按月随项目一起发的部分，如自然增长、粮油补贴、孤老增发。"
            "新增以后还没有金额，不影响任何发放；金额在“录入标准”里填写。"
        ),
        submit_label="新增",
        cancel_url=address("rules"),
    )


def care_rates(request: HttpRequest) -> HttpResponse:
    """护理费 from last year's average wage: makes a draft that another person brings into force."""
    form = CareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            entered = service.enter_care_rates(
                wage=data["wage"],
                shares=form.shares(),
                effective_from=data["effective_from"],
                document_no=data["document_no"],
                confidence=data["confidence"],
                by=actor(request),
                at=timezone.now(),
            )
        except LinesRefused as refusal:
            form.add_error(None, "；".join(one.message for one in refusal.problems[:3]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts = [table for table in entered.tables if table.state == "draft"]
            if not drafts:
                messages.info(request, "与已启用的护理费标准相同，没有重复录入。")
                return HttpResponseRedirect(address("rates"))
            messages.success(request, f"已生成 {entered.new} 行护理费标准，等待另一人启用。")
            return HttpResponseRedirect(address("rate_table", drafts[0].pk))
    return page(
        request,
        "bureau/fact_form.html",
        title="测算护理费标准",
        crumbs=(crumb("补助标准", "rates"),),
        form=form,
        intro=(
            "护理费按上年度当地城镇单位就业人员月平均工资的一定比例发给分散供养的人员。"
            f"比例按{CARE_SOURCE}预填，通知另有规定的可以改。"
            "生成的是草稿，由另一人启用后执行；谁享受护理费，在本人的待遇页面逐人核定。"
        ),
        submit_label="生成草稿",
        cancel_url=address("rates"),
    )
