from django.apps import AppConfig
from django.db.models.signals import post_migrate

from support_services.subsidies import audit_codes
from veterans.foundation import audit_words, restore_checks


class SubsidiesConfig(AppConfig):
    name = "support_services.subsidies"
    verbose_name = "抚恤补助发放"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.stations.station_pages import StationPage, add_station_pages
        from support_services.subsidies import kept
        from support_services.subsidies.reference import ensure_reference_data
        from support_services.subsidies.reminders import register_reminders
        from support_services.subsidies.selectors.gaps import money_of
        from support_services.subsidies.services import life_effects
        from support_services.subsidies.services.ledger_audit import faults_in_words
        from veterans.registry import timeline

        kept.register()
        life_effects.register()
        register_reminders()
        timeline.add_source(money_of)
        restore_checks.register("账目：重算每一笔应发，并逐项核对", faults_in_words)
        audit_words.register(actions=audit_codes.ACTIONS, subjects=audit_codes.SUBJECTS)
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_reference_data, sender=self)
        add_station_pages(
            StationPage(
                "首页",
                "station:home",
                "home",
                10,
                (
                    "station:publicity",
                    "station:publicity_notice",
                    "station:publicity_print",
                    "station:publicity_object",
                ),
            ),
            StationPage("查人", "station:find", "search", 5, in_head=True),
            StationPage(
                "花名册",
                "station:roster",
                "list",
                20,
                ("station:roster_print", "station:payee", "station:payment", "station:statement"),
            ),
            StationPage(
                "年度确认",
                "station:confirmation",
                "ok",
                35,
                ("station:confirmation_person", "station:confirmation_print"),
            ),
            StationPage(
                "待联系",
                "station:follow_up",
                "phone",
                30,
                ("station:check", "station:suspended"),
            ),
            StationPage(
                "报送",
                "station:events",
                "upload",
                40,
                (
                    "station:event",
                    "station:event_new",
                    "station:event_of",
                    "station:event_choose",
                    "station:event_withdraw",
                    "station:accounts",
                    "station:account_new",
                    "station:account_withdraw",
                ),
            ),
        )
