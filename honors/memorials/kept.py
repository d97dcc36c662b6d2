"""What of the memorials stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    from honors.memorials.models import Ceremony, Guest, Survivor, Trip

    people = {Ceremony, Guest, Survivor, Trip}
    retention.keep(
        Kept(
            title="英名录、纪念设施、检查、修缮、遗骸线索",
            tables=frozenset(apps.get_app_config("memorials").get_models()) - people,
            why="烈士是谁、葬在哪里、从哪里知道，设施怎样保护，要长期查得到；不含在世的人的信息",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.keep(
        Kept(
            title="祭扫活动、遗属、异地祭扫和接待",
            tables=frozenset(people),
            why="补助的依据、接待的记录；联系人姓名、电话加密保存，只有经办的人看得到",
            confidence=Confidence.UNCONFIRMED,
        )
    )
