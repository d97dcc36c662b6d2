from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.finder.demo import gaps

    gaps(population, hands)


class FinderConfig(AppConfig):
    name = "support_services.finder"
    verbose_name = "政策找人"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.finder import kept
        from support_services.finder.figures import FIGURES
        from support_services.finder.station.pages import STATION_PAGES
        from support_services.finder.station.views import due
        from support_services.stations import today
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        further.add(_bring_demo)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        audit_words.register(
            actions={
                "finder.started": "开始政策比对",
                "finder.finished": "完成政策比对",
                "finder.answered": "登记政策找人的上门结果",
            },
            subjects={"finder_run": "政策比对", "finder_gap": "应享未享"},
        )
