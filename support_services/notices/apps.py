from django.apps import AppConfig

from veterans.foundation import audit_words


class NoticesConfig(AppConfig):
    name = "support_services.notices"
    verbose_name = "通知提醒"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.notices import kept, own_occasions
        from support_services.notices.selectors.inbox import due_at, unread_count
        from support_services.stations.station_pages import StationPage, add_station_pages
        from support_services.stations.today import add_source

        kept.register()
        own_occasions.register_own()
        add_source(due_at)
        add_station_pages(
            StationPage(
                "通知",
                "station_notices:inbox",
                "bell",
                6,
                ("station_notices:notice",),
                in_head=True,
                count=unread_count,
                note="发给本站的提醒",
            )
        )
        audit_words.register(
            actions={
                "notices.rule_entered": "录入提醒规则",
                "notices.rule_enforce": "启用提醒规则",
                "notices.rule_withdraw": "撤回提醒规则",
                "notices.rule_stop": "停用提醒规则",
                "notices.planned": "写入到期提醒",
                "notices.sent": "发送通知",
                "notices.retry": "重新发送通知",
                "notices.cancel": "取消通知",
                "notices.by_letter": "改为书面通知",
                "notices.print": "打印书面通知",
                "notices.letters_exported": "导出书面通知清单",
                "notices.hand_over": "书面通知送达",
                "notices.bring_back": "书面通知没有送到",
                "notices.take_back": "撤回书面通知送达",
                "notices.read": "已阅通知",
                "notices.people_shown": "查看提醒名单",
            },
            subjects={"reminder_rule": "提醒规则", "notice": "通知"},
        )
