"""``add_user NAME --role ROLE``: opens an account from the server's command line."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import parse_role
from veterans.accounts.services.accounts import create_user
from veterans.foundation.errors import Refused
from veterans.foundation.json_command import JsonCommand
from veterans.regions.selectors import region_by_code

PASSWORD_VARIABLE = "PORTAL_PASSWORD"


class Command(JsonCommand):
    help = "建立账号。密码取自环境变量 PORTAL_PASSWORD，没有则在终端里询问。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="账号")
        parser.add_argument("--role", required=True, help="岗位，如 preparer、town_worker 或 经办")
        parser.add_argument("--region", default="", help="12 位区划代码；站点岗位必填")
        parser.add_argument("--display-name", default="", help="姓名")
        parser.add_argument(
            "--must-change-password", action="store_true", help="首次登录时必须改密码"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        role = parse_role(options["role"])
        region = None
        if options["region"]:
            region = region_by_code(options["region"].strip())
            if region is None:
                raise Refused(
                    f"没有代码为“{options['region']}”的区划，请先用 load_regions 导入区划。"
                )
        user: User = create_user(
            actor=None,
            username=options["name"],
            password=_password(),
            role=role,
            region=region,
            display_name=options["display_name"],
            must_change_password=options["must_change_password"],
            at=timezone.now(),
        )
        return {
            "id": user.pk,
            "username": user.username,
            "display_name": user.display_name,
            "role": user.role,
            "role_label": user.get_role_display(),
            "region": region.code if region else None,
            "must_change_password": user.must_change_password,
        }


def _password() -> str:
    """From the environment, or asked twice; never from an argument, which others can see."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(f"没有密码：请设置环境变量 {PASSWORD_VARIABLE}，或在终端里运行本命令。")
    first = getpass.getpass("密码：")
    if first != getpass.getpass("再输一次："):
        raise Refused("两次输入的密码不一致。")
    return first
