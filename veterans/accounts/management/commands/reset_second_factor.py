"""``reset_second_factor NAME --reason WHY``: for when no colleague is left who could."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from veterans.accounts.selectors import user_by_name
from veterans.accounts.services.second_factors import reset
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "重置账号的第二重验证。本人下次登录时重新绑定手机。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="账号")
        parser.add_argument("--reason", required=True, help="原因，记入审计记录")

    def run(self, **options: Any) -> dict[str, Any]:
        user = user_by_name(options["name"])
        reset(actor=None, user=user, reason=options["reason"], at=timezone.now())
        return {"username": user.username, "reset": True}
