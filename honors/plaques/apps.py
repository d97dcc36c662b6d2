from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from honors.plaques.demo import plaques

    plaques(population, hands)


class PlaquesConfig(AppConfig):
    name = "honors.plaques"
    verbose_name = "光荣牌"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.plaques import kept
        from honors.plaques.figures import FIGURES
        from honors.plaques.reminders import register_reminders
        from honors.plaques.station.pages import PERSON_ACTIONS, STATION_PAGES
        from honors.plaques.station.views import due
        from support_services.stations import today
        from support_services.stations.station_pages import add_person_actions, add_station_pages
        from support_services.subsidies.demo import further
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        register_reminders()
        further.add(_bring_demo)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        add_person_actions(*PERSON_ACTIONS)
        audit_words.register(
            actions={
                "plaques.run_started": "开始光荣牌比对",
                "plaques.answered": "登记光荣牌上门结果",
                "plaques.asked": "受理光荣牌申请",
                "plaques.plea_decided": "审批光荣牌申请",
                "plaques.withdrawal_asked": "提出收回光荣牌",
                "plaques.decide": "决定收回光荣牌",
                "plaques.reject": "不予收回光荣牌",
                "plaques.ask_back": "申请恢复光荣牌",
                "plaques.restore": "批准恢复光荣牌",
                "plaques.keep_withdrawn": "不批准恢复光荣牌",
                "plaques.stock_received": "光荣牌入库",
                "plaques.stock_to_town": "发光荣牌给镇街",
                "plaques.stock_back": "光荣牌退回区局",
                "plaques.stock_damaged": "光荣牌报损",
                "plaques.stock_counted": "盘点光荣牌",
                "plaques.rule_entered": "录入光荣牌规则",
                "plaques.rule_enforced": "启用光荣牌规则",
                "plaques.rule_dropped": "撤回光荣牌规则",
                "plaques.route_opened": "打开光荣牌路线单（有住址）",
                "plaques.batch_begun": "安排集中悬挂",
                "plaques.batch_ended": "停止集中悬挂",
            },
            subjects={
                "plaque_run": "光荣牌比对",
                "plaque_task": "光荣牌上门任务",
                "plaque_plea": "光荣牌申请",
                "plaque_withdrawal": "收回光荣牌",
                "plaque_stock": "光荣牌收发",
                "plaque_batch": "集中悬挂",
                "plaque_rule": "光荣牌规则",
            },
        )
