"""The accounts of the demo bureau, one for each role: read by ``load_demo`` and by ``make demo``.

The passwords are published here, so ``load_demo`` alone may make these accounts, and only in a
demo. Plain data: nothing of Django is imported.
"""

from typing import NamedTuple


class DemoAccount(NamedTuple):
    """One account: ``role`` is a value of ``Role``, ``region_code`` a place of duty or ``None``."""

    username: str
    password: str
    display_name: str
    role: str
    region_code: str | None
    purpose: str


PASSWORD = "Yanshi-2026-portal"

DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount(
        "jingban", PASSWORD, "演示经办", "preparer", None, "经办：核定、编制批次、收发银行文件"
    ),
    DemoAccount("fuhe", PASSWORD, "演示复核", "reviewer", None, "复核：核对批次"),
    DemoAccount("shenpi", PASSWORD, "演示审批", "approver", None, "审批：批准发放"),
    DemoAccount(
        "shenpi2", PASSWORD, "演示审批二", "approver", None, "审批：大额批次的第二位签批人"
    ),
    DemoAccount("shenji", PASSWORD, "演示审计", "auditor", None, "审计：查看全部，不能更改"),
    DemoAccount(
        "guanli", PASSWORD, "演示管理员", "sysadmin", None, "系统管理员：管理账号，不见个人信息"
    ),
    DemoAccount(
        "anquan", PASSWORD, "演示安全员", "secadmin", None, "安全管理员：确认岗位，查看登录记录"
    ),
    DemoAccount(
        "pingwei", PASSWORD, "评委甲（演示）", "juror", None, "评委：只见自己要评的材料，没有姓名"
    ),
    DemoAccount(
        "zhenjie", PASSWORD, "演示镇街站", "town_worker", "370303107000", "房镇镇服务站：本镇名册"
    ),
    DemoAccount(
        "cunju", PASSWORD, "演示村站", "village_worker", "370303107214", "高西村站：本村名册"
    ),
    DemoAccount(
        "cunju2",
        PASSWORD,
        "演示村站二",
        "village_worker",
        "370303107207",
        "北黄村站：只见自己村的名册",
    ),
)
