from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from veterans.foundation import audit_words, looks


def _bring_demo(population: Any, hands: Any) -> None:
    from honors.roll.demo import honours

    honours(population, hands)


class RollConfig(AppConfig):
    name = "honors.roll"
    verbose_name = "荣誉名录"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.roll import kept
        from honors.roll.answering import answer
        from honors.roll.happened import honoured
        from honors.roll.reference import ensure_titles
        from support_services.lookup.further import add_source as add_answering
        from support_services.subsidies.demo import further
        from veterans.registry.timeline import add_source as add_happened

        kept.register()
        add_answering(answer)
        add_happened(honoured)
        looks.register("honours.consent_seen")
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_titles, sender=self)
        further.add(_bring_demo)
        audit_words.register(
            actions={
                "honours.entered": "录入荣誉",
                "honours.changed": "修改荣誉草稿",
                "honours.review": "审核荣誉",
                "honours.send_back": "退回荣誉",
                "honours.publish": "公布荣誉",
                "honours.withdraw": "撤下荣誉",
                "honours.drop": "放弃荣誉草稿",
                "honours.revocation_asked": "提出撤销荣誉",
                "honours.revocation_confirm": "确认撤销荣誉",
                "honours.revocation_reject": "不予撤销荣誉",
                "honours.consent_seen": "查看同意书",
                "honours.title_entered": "新增荣誉称号",
                "honours.title_changed": "修改荣誉称号",
                "honours.title_retired": "停用荣誉称号",
                "honours.title_restored": "恢复荣誉称号",
            },
            subjects={"honour": "荣誉", "honour_title": "荣誉称号"},
        )
