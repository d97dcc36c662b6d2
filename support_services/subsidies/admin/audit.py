"""The full audit: what it found last, and asking for another."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors, tasks
from support_services.subsidies.services import audits
from support_services.subsidies.services.invariants import CHAIN, CHECKS
from veterans.accounts.bureau_pages import actor, address, page
from veterans.accounts.selectors import names_of

# Whose page a fault leads to, and what stands in front of its number.
SUBJECTS = {
    "entitlement": ("entitlement", "待遇"),
    "batch": ("batch", "批次"),
    "bank_file": ("bank_file", "银行文件"),
    "grant": ("grant", "核发"),
}


def audit_page(request: HttpRequest) -> HttpResponse:
    """The last result (GET), for auditor and approver; another run (POST), the auditor's to order.

    The run itself is the worker's."""
    user = actor(request)
    if request.method == "POST":
        audits.ask_for_audit(by=user, at=timezone.now())
        transaction.on_commit(partial(tasks.run_audit.delay, user.pk), robust=True)
        messages.success(request, "已开始核对，完成后本页显示结果。可以离开此页。")
        return HttpResponseRedirect(address("audit"))
    found = selectors.audit_runs(user, at=timezone.now())
    names = names_of(run.actor_id for run in found.runs)
    last = found.runs[0].detail if found.runs else {}
    return page(
        request,
        "bureau/audit_result.html",
        title="账目核对",
        running=found.running,
        may_ask=user.may("audit.read"),
        run={**_run(found.runs[0], names), **_figures(last)} if last else None,
        checks=_checks(last),
        schemes=selectors.calculated_through(),
        runs=[_run(run, names) for run in found.runs],
        this_url=address("audit"),
    )


def _run(entry: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "at": entry.at,
        "by": names.get(entry.actor_id, "系统夜间核对") if entry.actor_id else "系统夜间核对",
        "faults": entry.detail["faults"],
        "breaks": entry.detail["chain_breaks"],
        "took": _took(entry.detail.get("seconds")),
    }


def _took(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < 1:
        return "不到 1 秒"
    return f"{seconds // 60} 分 {seconds % 60} 秒" if seconds >= 60 else f"{seconds} 秒"


def _figures(detail: dict[str, Any]) -> dict[str, Any]:
    findings = detail.get("findings", [])
    return {
        "postings": detail["postings"],
        "checks": len(findings),
    }


def _checks(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each check of the run, what failed first; a run of before they were counted one by
    one has none."""
    rows = []
    for one in detail.get("findings", []):
        check = CHECKS.get(one["check"])
        if check is None:
            continue
        if one["check"] == CHAIN:
            cases = [{"where": "", "url": "", "what": what} for what in detail["chain_shown"]]
        else:
            shown = [fault for fault in detail["shown"] if fault["check"] == one["check"]]
            cases = [_case(check.of, fault) for fault in shown]
        rows.append(
            {
                "sentence": check.sentence,
                "looked": one["looked"],
                "unit": check.unit,
                "count": one["count"],
                "passed": not one["count"],
                "cases": cases,
            }
        )
    return sorted(rows, key=lambda row: bool(row["passed"]))


def _case(kind: str, fault: dict[str, str]) -> dict[str, str]:
    page_name, word = SUBJECTS[kind]
    subject = fault["subject"]
    return {"where": f"{word} {subject}", "url": address(page_name, int(subject)), **fault}
