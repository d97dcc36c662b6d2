"""``subsidies VERB``: the steps of a batch, for acceptance and for the bureau's IT.

The same services as the pages; a person (``--by``) stands behind every step.
"""

import csv
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.management import (
    bank_commands,
    grant_commands,
    recovery_commands,
    stacking_commands,
    suspense_commands,
)
from support_services.subsidies.management.bank_commands import batch_id
from support_services.subsidies.models import Batch
from support_services.subsidies.selectors.funding import split_shown
from support_services.subsidies.services import batches, calculation, ledger_audit, signatures
from support_services.subsidies.tasks import calculate as calculate_task
from veterans.accounts.selectors import user_by_name
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.months import parse_month
from veterans.foundation.sheets import parse_date

COLUMNS = ("id_number_tail", "name", "scheme", "month", "component", "amount", "sequence", "reason")

_STEPS: dict[str, Callable[..., Batch]] = {
    "review": batches.review,
    "unsign": signatures.unsign,
    "close": batches.close,
}
_WITH_REASON: dict[str, Callable[..., Batch]] = {
    "send_back": batches.send_back,
    "void": batches.void,
}


class Command(JsonCommand):
    help = "抚恤补助发放：建批、核算、复核、审批、导出、回盘、重发、办结、作废、追缴、挂账、核对。"
    exit_status_on = "faults"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        opened = verbs.add_parser("open", help="新建发放批次")
        opened.add_argument(
            "--scheme", nargs="+", required=True, action="extend", help="补助项目代码，可写多个"
        )
        opened.add_argument("--through", required=True, help="发放至哪个月，如 2026-11")
        opened.add_argument("--by", required=True, help="经办人账号")
        calculated = verbs.add_parser("calculate", help="核算（默认在前台完成）")
        calculated.add_argument("--queue", action="store_true", help="只排入后台队列，不等待完成")
        reviewed = verbs.add_parser("review", help="复核通过")
        approved = verbs.add_parser("approve", help="审批通过；须两人签批的，每人执行一次")
        approved.add_argument("--minutes-no", default="", help="党组会议纪要文号（审批权限要求时）")
        approved.add_argument("--minutes-on", default="", help="党组会日期，如 2026-11-05")
        approved.add_argument("--overdraft-document", default="", help="批准预算超支的文号")
        unsigned = verbs.add_parser("unsign", help="撤回自己的签批（另一人签批以前）")
        closed = verbs.add_parser("close", help="办结")
        back = verbs.add_parser("send_back", help="退回经办", aliases=["send-back"])
        voided = verbs.add_parser("void", help="作废（导出前）")
        for sub in (calculated, reviewed, approved, unsigned, closed, back, voided):
            sub.add_argument("batch", type=batch_id, help="批次号")
            sub.add_argument("--by", required=True, help="办理人账号")
        for sub in (back, voided):
            sub.add_argument("--reason", required=True, help="原因")
        lines = verbs.add_parser("lines", help="批次明细")
        lines.add_argument("batch", type=batch_id, help="批次号")
        lines.add_argument("--format", choices=("json", "csv"), default="json", help="输出格式")
        show = verbs.add_parser("show", help="批次现状")
        show.add_argument("batch", type=batch_id, help="批次号")
        outside = verbs.add_parser("exceptions", help="名单外人员及原因")
        outside.add_argument("batch", type=batch_id, help="批次号")
        verbs.add_parser("audit", help="全账重算核对，发现差错时以状态 1 结束")
        bank_commands.add_arguments(verbs)
        recovery_commands.add_arguments(verbs)
        stacking_commands.add_arguments(verbs)
        grant_commands.add_arguments(verbs)
        suspense_commands.add_arguments(verbs)

    def run(self, **options: Any) -> dict[str, Any]:
        verb = str(options["verb"]).replace("-", "_")
        if verb == "audit":
            return self._audit()
        if verb in ("lines", "show", "exceptions"):
            batch = self._batch(options["batch"])
            if verb == "show":
                return self._described(batch)
            if verb == "exceptions":
                return self._exceptions(batch)
            return {"batch": batch.pk, "lines": list(selectors.exported_lines(batch))}
        by, at = user_by_name(options["by"]), timezone.now()
        if verb in bank_commands.VERBS:
            return bank_commands.handle(verb, options, by=by, at=at)
        if verb == recovery_commands.VERB:
            return recovery_commands.handle(options, by=by, at=at)
        if verb == suspense_commands.VERB:
            return suspense_commands.handle(options, by=by, at=at)
        if verb == "stacking":
            return stacking_commands.handle(options, by=by, at=at)
        if verb in grant_commands.VERBS:
            return grant_commands.handle(verb, options, by=by, at=at)
        if verb == "open":
            codes = [code for text in options["scheme"] for code in text.split(",") if code]
            batch = batches.open_batch(
                scheme_codes=codes, through=parse_month(options["through"]), by=by, at=at
            )
        elif verb == "calculate":
            batch = calculation.request_calculation(batch_id=options["batch"], by=by, at=at)
            if options["queue"]:
                calculate_task.delay(batch.pk)
            else:
                self._calculate(batch)
        elif verb == "approve":
            batch = batches.approve(
                batch_id=options["batch"],
                minutes_no=options["minutes_no"],
                minutes_on=parse_date(options["minutes_on"]) if options["minutes_on"] else None,
                overdraft_document=options["overdraft_document"],
                by=by,
                at=at,
            )
        elif verb in _WITH_REASON:
            batch = _WITH_REASON[verb](
                batch_id=options["batch"], reason=options["reason"], by=by, at=at
            )
        else:
            batch = _STEPS[verb](batch_id=options["batch"], by=by, at=at)
        return self._described(self._batch(batch.pk))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "lines" and options["format"] == "csv":
            self._csv(options["batch"])
            return
        super().handle(*args, **options)

    def _csv(self, pk: int) -> None:
        """Streams; the amounts and names of a million lines need not stand in memory."""
        try:
            batch = self._batch(pk)
        except Refused as refusal:
            raise SystemExit(str(refusal)) from refusal
        writer = csv.DictWriter(self.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(selectors.exported_lines(batch))

    def _calculate(self, batch: Batch) -> None:
        while calculation.work_on(batch_id=batch.pk, at=timezone.now()):
            progress = selectors.progress_of(batch)
            self.progress(
                f"核算 {progress.percent}%（{progress.done}/{progress.total}），"
                f"{progress.lines} 行，{progress.amount} 元"
            )
        # Chunks that a worker is at are his; the sweep or he will finish.
        calculation.calculate(batch_id=batch.pk, at=timezone.now())

    def _audit(self) -> dict[str, Any]:
        faults = ledger_audit.audit_ledger(at=timezone.now(), progress=self.progress)
        return {"ok": not faults, "faults": [asdict(fault) for fault in faults]}

    @staticmethod
    def _batch(pk: int) -> Batch:
        batch = Batch.objects.filter(pk=pk).first()
        if batch is None:
            raise NotFound(f"没有编号为 {pk} 的批次。")
        return batch

    @staticmethod
    def _described(batch: Batch) -> dict[str, Any]:
        return {
            "batch": batch.pk,
            "number": batch.number,
            "state": batch.state,
            "job_state": batch.job_state,
            "through": f"{batch.through:%Y-%m}",
            "schemes": list(
                batch.batch_schemes.order_by("scheme__position").values_list(
                    "scheme__code", flat=True
                )
            ),
            "lines": batch.line_count,
            "persons": batch.person_count,
            "total": f"{batch.posted_total:.2f}",
            "exceptions": batch.exception_count,
            "signed": f"{batch.signed}/{batch.signatures_needed}",
            "needs_minutes": batch.needs_minutes,
            "funds": [
                {"scheme": row.scheme.code, "unsplit": f"{row.unsplit:.2f}"}
                | {source.value: f"{amount:.2f}" for source, amount in row.by_source.items()}
                for row in split_shown(batch)
                if row.by_source
            ],
            "payments": {
                state: {"count": count, "amount": f"{amount:.2f}"}
                for state, (count, amount) in selectors.payment_sums(batch).items()
            },
        }

    @staticmethod
    def _exceptions(batch: Batch) -> dict[str, Any]:
        return {
            "batch": batch.pk,
            "exceptions": [
                {
                    "id_number_tail": row.entitlement.person.id_number[-4:],
                    "name": row.entitlement.person.name,
                    "scheme": row.entitlement.scheme.code,
                    "reason": row.reason,
                    "reason_label": row.get_reason_display(),
                    "from_month": f"{row.from_month:%Y-%m}",
                    "amount": f"{row.amount:.2f}",
                }
                for row in selectors.exceptions_of(batch)
            ],
        }
