from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.supporters.demo import supporters

    supporters(population, hands)


class SupportersConfig(AppConfig):
    name = "support_services.supporters"
    verbose_name = "拥军力量"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.stations import today
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from support_services.supporters import kept, reminders
        from support_services.supporters.figures import FIGURES
        from support_services.supporters.happened import served
        from support_services.supporters.station.pages import STATION_PAGES
        from support_services.supporters.station.views import due
        from support_services.supporters.takes_part import parts
        from support_services.units.taking_part import add_takes_part
        from veterans.accounts import figures
        from veterans.registry.timeline import add_source as add_happened

        kept.register()
        figures.register(*FIGURES)
        reminders.register_reminders()
        add_happened(served)
        add_takes_part(parts)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        further.add(_bring_demo)
        audit_words.register(
            actions={
                "supporters.entered": "登记拥军力量、标识、协议、岗位、支持",
                "supporters.changed": "修改拥军力量的支持内容",
                "supporters.accept": "接纳、授予、确认、公布",
                "supporters.drop": "不予接纳、授予、确认、公布",
                "supporters.end": "退出、撤销、终止、结束",
                "supporters.resume": "重新申报拥军力量",
                "supporters.rewritten": "审核前修改标识、协议、岗位、支持",
                "supporters.duty_added": "登记协议义务",
                "supporters.duty_dropped": "去掉协议义务",
                "supporters.list_taken": "导入拥军力量、岗位名单",
                "supporters.list_undone": "撤回导入的名单",
                "supporters.activity_planned": "登记拥军活动",
                "supporters.activity_changed": "修改拥军活动计划",
                "supporters.activity_confirm": "确认讲师预约",
                "supporters.activity_hold": "登记活动已举办",
                "supporters.activity_report": "上报拥军活动",
                "supporters.activity_reopen": "退回活动补正",
                "supporters.activity_cancel": "取消拥军活动",
                "supporters.attended": "登记活动参加",
                "supporters.not_attended": "去掉活动参加",
                "supporters.team_formed": "登记志愿服务队",
                "supporters.volunteer_joined": "志愿者加入",
                "supporters.volunteer_left": "志愿者离队",
            },
            subjects={
                "supporter": "拥军力量",
                "supporter_badge": "荣誉标识",
                "supporter_pact": "拥军协议",
                "supporter_job": "拥军岗位",
                "supporter_activity": "拥军活动",
                "contribution": "支持",
                "volunteer_team": "志愿服务队",
                "support_list": "拥军力量、岗位名单",
            },
        )
