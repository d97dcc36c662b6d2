"""``subsidies export | receive | reissue | fetch``: the bank's verbs from the command line.

For the command to plug in: ``add_arguments`` adds the parsers, ``handle`` does the deed and gives
what is to be printed as one JSON object. A file on disk is there whole or not at all: it is
written beside its name and renamed, and never over a different one.
"""

import argparse
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from support_services.subsidies.models import BankFile, Batch
from support_services.subsidies.services import bank
from support_services.subsidies.states import Split
from veterans.accounts.models import User
from veterans.foundation.errors import Refused

_BATCH = re.compile(r"(?:[0-9]{6}-)?([0-9]{1,18})\Z")


def batch_id(text: str) -> int:
    """A batch as people write it: ``12`` or ``202611-12``."""
    match = _BATCH.match(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是批次号，应为 12 或 202611-12 这样的写法")
    return int(match[1])


def add_arguments(subparsers: Any) -> None:
    """The parsers of the four verbs; every one takes ``--by``."""
    export = subparsers.add_parser("export", help="导出银行文件（再次执行得到同一份文件）")
    export.add_argument("batch", type=batch_id, help="批次号")
    export.add_argument("--layout", required=True, help="银行文件格式代码")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        help="存到哪个文件；分开导出时写文件夹或带 {part} 的文件名",
    )
    export.add_argument(
        "--split", choices=[s.value for s in Split], help="按镇街（town）或开户行（bank）分开导出"
    )
    receive = subparsers.add_parser("receive", help="导入回盘文件，整体生效或整体不生效")
    receive.add_argument("target", nargs="+", metavar="[BATCH] FILE", help="回盘文件，前可加批次号")
    receive.add_argument("--dry-run", action="store_true", help="只看会有什么变动，不写入")
    reissue = subparsers.add_parser("reissue", help="失败、退汇和未能送出的付款重新发放")
    reissue.add_argument("batch", type=batch_id, help="批次号")
    reissue.add_argument("--layout", default=None, help="银行文件格式代码，不写则同上一份")
    reissue.add_argument("--out", type=Path, default=None, help="存到哪个文件或文件夹")
    for parser in (export, reissue):
        parser.add_argument(
            "--part", action="append", help="只导出这一部分：镇街代码或名称、开户行名称，可写多次"
        )
    fetch = subparsers.add_parser("fetch", help="再次取出已导出的银行文件")
    fetch.add_argument("number", help="文件编号，如 202611-12-01")
    fetch.add_argument("--out", type=Path, required=True, help="存到哪个文件")
    for parser in (export, receive, reissue, fetch):
        parser.add_argument("--by", required=True, help="办理人账号")


def handle(verb: str, options: dict[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Do what was parsed; the result is for printing. Refusals are ``Refused``."""
    return _HANDLERS[verb](options, by, at)


def _export(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    if options["split"]:
        return _several(
            options["out"],
            lambda: bank.export_parts(
                batch_id=options["batch"],
                layout=options["layout"],
                split=options["split"],
                part_codes=options["part"],
                by=by,
                at=at,
            ),
            by,
            at,
        )
    if options["part"]:
        raise Refused("--part 要和 --split 一起写，说明按镇街还是按开户行分开导出。")
    with _saved() as save:
        made = bank.export(batch_id=options["batch"], layout=options["layout"], by=by, at=at)
        save(options["out"], made, by, at)
    return _described(made, options["out"])


def _reissue(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    def again() -> list[BankFile]:
        return bank.reissue_parts(
            batch_id=options["batch"],
            layout=options["layout"],
            part_codes=options["part"],
            by=by,
            at=at,
        )

    batch = Batch.objects.filter(pk=options["batch"]).first()
    if batch is not None and bank.split_of_batch(batch) is not None:
        return _several(options["out"], again, by, at)
    with _saved() as save:
        (made,) = again()
        save(options["out"], made, by, at)
    return _described(made, options["out"])


def _several(
    out: Path | None, make: Callable[[], list[BankFile]], by: User, at: datetime
) -> dict[str, Any]:
    """Make the files of the parts and write each under a name of its own, all of them or none."""
    with _saved() as save:
        made = make()
        names = [_name_of(out, file) for file in made] if out else [None] * len(made)
        if len(set(names)) < len(names) and out:
            raise Refused(
                f"{out} 会让几个部分写进同一个文件，请在文件名里写 {{part}} 或 {{number}}。"
            )
        for file, name in zip(made, names, strict=True):
            save(name, file, by, at)
    batch = made[0].batch
    batch.refresh_from_db(fields=["state"])
    split = Split(made[0].split)
    return {
        "batch": batch.pk,
        "state": batch.state,
        "split": split.value,
        "files": [
            {
                "part": file.part,
                "part_name": file.part_name,
                "file": file.number,
                "layout": file.layout.code,
                "lines": file.line_count,
                "total": str(file.total),
                "sha256": file.stored.digest,
                "out": str(name) if name else None,
            }
            for file, name in zip(made, names, strict=True)
        ],
        "not_exported": [
            {
                "part": part.code,
                "part_name": part.name,
                "count": part.to_export,
                "amount": str(part.fresh),
            }
            for part in bank.parts_of(batch, split)
            if part.to_export
        ],
        "left_out": _left_out(batch),
    }


def _name_of(out: Path, file: BankFile) -> Path:
    """A file of a folder, or of a pattern such as ``送盘-{part}.txt``."""
    if out.is_dir():
        return out / f"{file.number}-{_plain(file.part_name)}{Path(file.stored.name).suffix}"
    name = out.name
    if "{part}" not in name and "{number}" not in name:
        raise Refused(
            "分开导出时，--out 应是已有的文件夹，或带 {part}、{number} 的文件名；"
            f"{out} 都不是。"
        )
    name = name.replace("{part}", _plain(file.part_name)).replace("{number}", file.number)
    return out.with_name(name)


def _plain(text: str) -> str:
    """A part's name as it may stand in the name of a file."""
    return re.sub(r"[^\w（）()·-]", "_", text)


def _fetch(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    with _saved() as save:
        found = bank.find_file(options["number"])
        save(options["out"], found, by, at)
    return _described(found, options["out"])


def _receive(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    *batch, name = options["target"]
    if len(batch) > 1:
        raise Refused("receive 只接受一个回盘文件，前面可以加批次号。")
    path = Path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"无法读取文件 {path}：{error.strerror}。") from error
    if batch:
        _check_batch(batch[0], content)
    if options["dry_run"]:
        effect = bank.preview_return(content=content, filename=path.name, by=by)
        return {"dry_run": True, **_effect(effect)}
    received = bank.receive(content=content, filename=path.name, by=by, at=at)
    return {"already_applied": received.already, **_effect(received.effect)}


_HANDLERS: dict[str, Callable[[dict[str, Any], User, datetime], dict[str, Any]]] = {
    "export": _export,
    "receive": _receive,
    "reissue": _reissue,
    "fetch": _fetch,
}
VERBS = frozenset(_HANDLERS)


def _check_batch(text: str, content: bytes) -> None:
    try:
        wanted = batch_id(text)
    except argparse.ArgumentTypeError as error:
        raise Refused(f"{error}。") from error
    found = bank.file_answered(content)
    if found.batch_id != wanted:
        raise Refused(f"这是 {found.number} 的回盘，不属于批次 {text}。")


def _described(made: BankFile, out: Path | None) -> dict[str, Any]:
    made.batch.refresh_from_db(fields=["state"])
    return {
        "batch": made.batch_id,
        "state": made.batch.state,
        "file": made.number,
        "layout": made.layout.code,
        "lines": made.line_count,
        "total": str(made.total),
        "sha256": made.stored.digest,
        "out": str(out) if out else None,
        "left_out": _left_out(made.batch),
    }


def _left_out(batch: Batch) -> list[dict[str, Any]]:
    return [
        {"reason": u.reason.value, "count": u.count, "amount": str(u.amount)}
        for u in bank.unsent_summary(batch)
    ]


def _effect(effect: bank.ReturnEffect) -> dict[str, Any]:
    return {
        "batch": effect.bank_file.batch_id,
        "state": effect.batch_state.value,
        "file": effect.bank_file.number,
        "applied_at": effect.applied_at.isoformat() if effect.applied_at else None,
        "lines": effect.line_count,
        "total": str(effect.total),
        "moved": effect.moved,
        "results": effect.counts(),
        "accounts_rejected": effect.rejected_accounts,
        "unanswered": effect.unanswered,
        "warnings": list(effect.warnings),
    }


Save = Callable[[Path | None, BankFile, User, datetime], None]


@contextmanager
def _saved() -> Iterator[Save]:
    """Run the verb and write its files as one: a disk that is full undoes the verb as well.

    The names appear last, when everything is committed. Refuses a name that holds another file.
    """
    written: list[tuple[Path, Path]] = []

    def save(out: Path | None, made: BankFile, by: User, at: datetime) -> None:
        if out is None:
            return
        if not out.parent.is_dir():
            raise Refused(f"文件夹 {out.parent} 不存在，请先建立。")
        if out.is_dir():
            raise Refused(f"{out} 是一个文件夹，请写明文件名。")
        if out.exists() and _digest(out) != made.stored.digest:
            raise Refused(f"{out} 已存在且内容不同，未覆盖。请换一个文件名，或先移走它。")
        try:
            # Only the owner may read it: it holds account numbers.
            handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
            written.append((Path(name), out))
            with os.fdopen(handle, "wb") as file:
                for part in bank.read_file(bank_file=made, by=by, at=at):
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Refused(f"无法写入 {out}：{error.strerror}。") from error

    try:
        with transaction.atomic():
            yield save
        for path, out in written:
            path.replace(out)
    except OSError as error:
        raise Refused(f"无法写入 {written[-1][1]}：{error.strerror}。") from error
    finally:
        for path, _ in written:
            path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
