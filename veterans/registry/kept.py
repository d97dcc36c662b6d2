"""That files stay, also of people long dead."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``; every table of the register is meant, but not the lists
    that people come in with: those go after a month (``services.lists.forget``). Of an export the
    row stays and the file goes within hours (``services.exports.expire``)."""
    from veterans.registry.models import ListVerdict, PeopleExport, PeopleList

    retention.keep(
        Kept(
            title="人员档案、材料、账户，含去世多年的人",
            tables=frozenset(apps.get_app_config("registry").get_models())
            - {ListVerdict, PeopleExport, PeopleList},
            why="档案按档案管理规定保管，去世后仍是遗属待遇、追缴和信访的依据；到期鉴定、移交由档案部门"
            "办理，本系统不自动删除",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.keep(
        Kept(
            title="人员导出的记录（文件到期即销毁）",
            tables=frozenset({PeopleExport}),
            why="谁为什么导出过哪些人的凭据，不删；名册文件按小时计，到期由系统销毁",
            confidence=Confidence.UNCONFIRMED,
        )
    )
