from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words, looks


def _bring_demo(population: Any, hands: Any) -> None:
    from honors.campaigns.demo import campaigns

    campaigns(population, hands)


class CampaignsConfig(AppConfig):
    name = "honors.campaigns"
    verbose_name = "评选表彰"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.campaigns import kept, reminders
        from honors.campaigns.answering import CampaignChecks, Campaigns, takes_part
        from honors.campaigns.audit_codes import ACTIONS, LOOKS, SUBJECTS, TAKEN
        from honors.campaigns.figures import FIGURES
        from honors.campaigns.happened import nominated
        from honors.campaigns.station.pages import STATION_PAGES
        from support_services.enquiry.further import add_further
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from support_services.units import answering
        from support_services.units.taking_part import add_takes_part
        from veterans.accounts import figures
        from veterans.registry.timeline import add_source as add_happened

        kept.register()
        figures.register(*FIGURES)
        reminders.register_reminders()
        further.add(_bring_demo)
        answering.register(Campaigns(), CampaignChecks())
        add_takes_part(takes_part)
        add_happened(nominated)
        add_further(open_to_residents)
        add_station_pages(*STATION_PAGES)
        looks.register(*LOOKS)
        looks.register_taken(*TAKEN)
        audit_words.register(actions=ACTIONS, subjects=SUBJECTS)


def open_to_residents(today: Any) -> list[tuple[str, str]]:
    """Campaigns for which whoever has proved who he is may nominate: words and address."""
    from honors.campaigns.published import open_to_people

    return open_to_people(today)
