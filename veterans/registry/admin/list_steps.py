"""What can be done with a whole list, and what is asked before it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from veterans.accounts.deeds import Data
from veterans.accounts.models import User
from veterans.registry import tasks
from veterans.registry.admin.list_forms import LeavesOutForm, PartsForm
from veterans.registry.models import PeopleList
from veterans.registry.services import lists


def ring(task: Any, made: PeopleList) -> None:
    """Tell a worker, once what the list says is written."""
    # Robust: with the courier away the sweep finds the list all the same.
    transaction.on_commit(partial(task.delay, made.pk), robust=True)


@dataclass(frozen=True)
class Step:
    """Something to be done with a whole list: asked for first."""

    label: str
    kind: str
    question: Callable[[PeopleList], str]
    follows: Callable[[PeopleList], list[str]]
    form: Callable[[PeopleList, Any], forms.Form | None]
    run: Callable[[PeopleList, User, Data], str]


def _confirm(made: PeopleList, user: User, data: Data) -> str:
    lists.confirm_list(
        list_id=made.pk,
        leaves_out=data.get("leaves_out", False),
        by=user,
        at=timezone.now(),
    )
    ring(tasks.apply_list, made)
    return "已确认，正在写入。"


def _again(made: PeopleList, user: User, data: Data) -> str:
    lists.read_again(
        list_id=made.pk,
        parts=data.get("parts", ()),
        service_status=data.get("service_status", ""),
        by=user,
        at=timezone.now(),
    )
    ring(tasks.read_list, made)
    return "正在重新核对。"


def _withdraw(made: PeopleList, user: User, data: Data) -> str:
    lists.withdraw_list(list_id=made.pk, by=user, at=timezone.now())
    return "已撤下，文件已删除，什么都没有写入。"


def _what_follows(made: PeopleList) -> list[str]:
    told = [
        f"新登记 {made.new_count:,} 人，更新 {made.changed_count:,} 人；"
        f"{made.unchanged_count:,} 人没有变化。",
        "要么全部写入，要么一行不写；预览以后登记册有变化的，不写入，要重新核对。",
        "写入前先看“更新”的内容对不对：写入以后只能逐人更正；改前的内容保留在各人的改动记录里。",
    ]
    if "account" in (made.parts or ()):
        told.append("户名与本人姓名相同的账户视为已核验，不同的等另一人核验。")
    return told


STEPS: dict[str, Step] = {
    "confirm": Step(
        "确认导入",
        "primary",
        lambda made: f"把“{made.name}”写入登记册？",
        _what_follows,
        lambda made, data: (
            LeavesOutForm(data) if made.refused_count + made.doubtful_count else None
        ),
        _confirm,
    ),
    "again": Step(
        "选择更新的内容，重新核对",
        "plain",
        lambda made: "按现在的登记册重新核对？",
        lambda made: ["从头核对每一行，结论可能与现在不同。", "是不是同一人的认定保留。"],
        lambda made, data: PartsForm(
            made.offered,
            data,
            initial={"parts": made.parts or [], "service_status": made.service_status},
        ),
        _again,
    ),
    "withdraw": Step(
        "撤下",
        "danger",
        lambda made: f"撤下“{made.name}”？",
        lambda made: ["上传的文件和核对结论一并删除，什么都不写入。", "要再用的，重新上传。"],
        lambda made, data: None,
        _withdraw,
    ),
}
