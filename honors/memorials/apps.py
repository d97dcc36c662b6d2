from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from veterans.foundation import audit_words, looks


def _bring_demo(population: Any, hands: Any) -> None:
    from honors.memorials.demo import memorials

    memorials(population, hands)


class MemorialsConfig(AppConfig):
    name = "honors.memorials"
    verbose_name = "英烈和纪念设施"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.memorials import kept, reminders, subject_kinds
        from honors.memorials.answering import answer
        from honors.memorials.figures import FIGURES
        from honors.memorials.reference import ensure_days
        from honors.memorials.states import MOVES, WHAT_LABELS, What
        from honors.memorials.station.pages import STATION_PAGES
        from honors.memorials.station.views import due
        from support_services.lookup.further import add_source as add_answering
        from support_services.stations import today
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        reminders.register_reminders()
        subject_kinds.register()
        add_answering(answer)
        today.add_source(due)
        add_station_pages(*STATION_PAGES)
        looks.register("memorials.photo_seen")
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_days, sender=self)
        further.add(_bring_demo)
        steps = {
            f"memorials.{what}_{verb}": f"{WHAT_LABELS[what]}：{move.label}"
            for what, moves in MOVES.items()
            for verb, move in moves.items()
        }
        audit_words.register(
            actions={
                **steps,
                "memorials.martyr_entered": "录入烈士",
                "memorials.martyr_changed": "修改英名录",
                "memorials.source_added": "登记烈士出处",
                "memorials.survivor_added": "登记烈士遗属",
                "memorials.survivor_ended": "解除烈士遗属",
                "memorials.survivor_restored": "恢复烈士遗属",
                "memorials.day_entered": "新增检查期限日",
                "memorials.day_changed": "修改检查期限日",
                "memorials.day_ended": "停用检查期限日",
                "memorials.day_restored": "恢复检查期限日",
                "memorials.facility_closed": "登记设施不开放",
                "memorials.facility_reopened": "恢复设施开放",
                "memorials.facility_entered": "登记纪念设施",
                "memorials.facility_changed": "修改纪念设施",
                "memorials.facility_renamed": "变更纪念设施名称",
                "memorials.grave_added": "登记墓位",
                "memorials.inspected": "登记纪念设施检查",
                "memorials.repair_proposed": "提出修缮",
                "memorials.quote_added": "登记修缮报价",
                "memorials.progress_added": "登记修缮进度",
                "memorials.remains_reported": "报告遗骸线索",
                "memorials.ceremony_booked": "预约祭扫",
                "memorials.trip_applied": "申请异地祭扫",
                "memorials.guest_announced": "登记来访遗属",
                "memorials.photo_seen": "查看纪念设施照片",
            },
            subjects={
                **{f"memorial_{what}": WHAT_LABELS[what] for what in What},
                "memorial_photo": "照片",
                "memorial_day": "检查期限日",
            },
        )
