"""What of supporters stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    from support_services.supporters.models import Attendance, Volunteer

    people = {Volunteer, Attendance}
    retention.keep(
        Kept(
            title="拥军力量：名录、标识、协议、活动、支持、岗位",
            tables=frozenset(apps.get_app_config("supporters").get_models()) - people,
            why="谁支持过什么、标识哪天授予哪天撤销，是表彰、考核和答复的依据；不含个人信息",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.keep(
        Kept(
            title="志愿者和服务时长",
            tables=frozenset(people),
            why="服务时长是志愿者的荣誉，离队以后仍要查；离队时手机号清空，只留姓名和时长",
            confidence=Confidence.UNCONFIRMED,
        )
    )
