from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from support_services.double_list.states import VERB_LABELS
from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.double_list.demo import items

    items(population, hands)


class DoubleListConfig(AppConfig):
    name = "support_services.double_list"
    verbose_name = "双清单"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.double_list import kept, reminders
        from support_services.double_list.answers import Items, parts
        from support_services.double_list.reference import ensure_reference_data
        from support_services.subsidies.demo import further
        from support_services.units.answering import register
        from support_services.units.taking_part import add_takes_part

        kept.register()
        reminders.register_reminders()
        register(Items())
        add_takes_part(parts)
        further.add(_bring_demo)
        post_migrate.connect(ensure_reference_data, sender=self)
        audit_words.register(
            actions={
                **{f"dlist.{verb}": f"双清单：{label}" for verb, label in VERB_LABELS.items()},
                "dlist.class_entered": "新增双清单类别",
                "dlist.class_closed": "停用双清单类别",
                "dlist.rule_entered": "录入督办规则",
                "dlist.rule_enforced": "启用督办规则",
                "dlist.rule_withdrawn": "撤回督办规则",
                "dlist.circular_drafted": "起草双清单通报",
                "dlist.circular_issued": "签发双清单通报",
                "dlist.circular_dropped": "不发双清单通报",
                "dlist.imported": "导入双清单",
                "dlist.paper_viewed": "查看双清单佐证",
            },
            subjects={
                "dlist_item": "双清单事项",
                "dlist_class": "双清单类别",
                "dlist_rule": "督办规则",
                "dlist_circular": "双清单通报",
                "dlist_import": "双清单导入",
            },
        )
