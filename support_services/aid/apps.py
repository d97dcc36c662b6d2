from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.aid.demo import aid

    aid(population, hands)


class AidConfig(AppConfig):
    name = "support_services.aid"
    verbose_name = "困难帮扶"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.aid import kept
        from support_services.aid.figures import FIGURES
        from support_services.aid.station.pages import PERSON_ACTIONS, STATION_PAGES
        from support_services.aid.station.views import due
        from support_services.stations import today
        from support_services.stations.station_pages import add_person_actions, add_station_pages
        from support_services.subsidies.demo import further
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        further.add(_bring_demo)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        add_person_actions(*PERSON_ACTIONS)
        audit_words.register(
            actions={
                "aid.taken": "受理困难帮扶申请",
                "aid.handed_on": "帮扶申请转核发",
                "aid.refused": "不予帮扶",
                "aid.withdrawn": "撤回帮扶申请",
                "wish.added": "登记微心愿",
                "wish.take": "登记微心愿认领",
                "wish.release": "取消微心愿认领",
                "wish.fulfil": "登记微心愿实现",
                "wish.withdraw": "撤回微心愿",
            },
            subjects={},
        )
