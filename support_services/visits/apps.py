from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.visits.demo import hand_overs, visits

    visits(population, hands)
    hand_overs(population)


class VisitsConfig(AppConfig):
    name = "support_services.visits"
    verbose_name = "走访"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.stations import today
        from support_services.stations.station_pages import add_person_actions, add_station_pages
        from support_services.subsidies.demo import further
        from support_services.visits import kept, layers, reminders
        from support_services.visits.figures import FIGURES
        from support_services.visits.station import handing
        from support_services.visits.station.pages import PERSON_ACTIONS, STATION_PAGES
        from support_services.visits.station.views import due
        from support_services.visits.timeline import visits_in
        from veterans.accounts import figures
        from veterans.registry import timeline

        kept.register()
        figures.register(*FIGURES)
        layers.register()
        reminders.register_reminders()
        further.add(_bring_demo)
        timeline.add_source(visits_in)
        today.add_source(due)
        today.add_source(handing.due)
        add_station_pages(*STATION_PAGES)
        add_person_actions(*PERSON_ACTIONS)
        audit_words.register(
            actions={
                "visit.recorded": "登记走访",
                "visit.voided": "作废走访",
                "visit.handed_over": "登记送达",
                "visit.task_added": "安排走访任务",
                "visit.task_ended": "停止走访任务",
                "visit.key_added": "列为重点联系对象",
                "visit.key_ended": "结束重点联系",
                "visit.list_taken": "导出未走访名单",
            },
            subjects={"visit": "走访", "visit_task": "走访任务"},
        )
