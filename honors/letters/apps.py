from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from honors.letters.demo import letters

    letters(population, hands)


class LettersConfig(AppConfig):
    name = "honors.letters"
    verbose_name = "喜报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.letters import kept
        from honors.letters.figures import FIGURES
        from honors.letters.happened import good_news
        from honors.letters.reminders import register_reminders
        from honors.letters.services.taking_back import take_back
        from honors.letters.station.pages import STATION_PAGES
        from honors.letters.station.views import due
        from support_services.stations import today
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from support_services.visits.services.handing_over import also_take_back
        from veterans.accounts import figures
        from veterans.registry.timeline import add_source as add_happened

        kept.register()
        figures.register(*FIGURES)
        register_reminders()
        add_happened(good_news)
        further.add(_bring_demo)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        also_take_back(take_back)
        audit_words.register(
            actions={
                "letters.received": "登记喜报",
                "letters.check": "喜报核对相符",
                "letters.drop": "喜报核对不符",
                "letters.plan": "安排送喜报",
                "letters.deliver": "登记喜报送达",
                "letters.rewarded": "登记喜报奖励金",
                "letters.recall": "喜报发现有误，作废",
                "letters.not_delivered": "喜报送达作废，重新送",
            },
            subjects={"good_news": "喜报"},
        )
