"""What runs by itself and when: names of tasks, in the bureau's own time. The state of rows is the
queue; a task that is missed finds its work the next time."""

from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Finds work that its state says is owed and that no courier is carrying.
    "subsidies-sweep": {
        "task": "subsidies.sweep",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "registry-lists": {
        "task": "registry.sweep_lists",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "registry-exports": {
        "task": "registry.sweep_exports",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "notices-send": {
        "task": "notices.send",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "enquiry-sweep": {
        "task": "enquiry.sweep",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "units-sweep": {
        "task": "units.sweep",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "votes-sweep": {
        "task": "votes.sweep",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    # Every hour, so that a machine that stood still at six catches up; what is written stays so.
    "notices-plan": {
        "task": "notices.plan",
        "schedule": crontab(minute=5),
    },
    "foundation-verify-audit": {
        "task": "foundation.verify_audit",
        "schedule": crontab(hour=2, minute=30),
    },
    "foundation-retention": {
        "task": "foundation.apply_retention",
        "schedule": crontab(hour=4, minute=40),
    },
    "oversight-look": {
        "task": "oversight.look",
        "schedule": crontab(minute=10),
    },
    "subsidies-audit": {
        "task": "subsidies.audit",
        "schedule": crontab(hour=3, minute=10),
    },
    # Before the audit of the books, which looks at what it holds.
    "subsidies-confirmation-sweep": {
        "task": "subsidies.confirmation_sweep",
        "schedule": crontab(hour=1, minute=20),
    },
    "finder-sweep": {
        "task": "finder.sweep",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "finder-compare-all": {
        "task": "finder.compare_all",
        "schedule": crontab(hour=1, minute=50),
    },
    "plaques-sweep": {
        "task": "plaques.sweep",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "plaques-reckon-all": {
        "task": "plaques.reckon_all",
        "schedule": crontab(hour=2, minute=5),
    },
    "casework-sweep": {
        "task": "casework.sweep",
        "schedule": crontab(hour=0, minute=40),
    },
    # The last of an evening stands for the day.
    "steering-record-day": {
        "task": "steering.record_day",
        "schedule": crontab(hour="20,22,23", minute=40),
    },
    "double-list-sweep": {
        "task": "double_list.sweep",
        "schedule": crontab(hour=0, minute=55),
    },
    "subsidies-suspense": {
        "task": "subsidies.propose_suspense",
        "schedule": crontab(hour=4, minute=5),
    },
    "accounts-forget-sent-forms": {
        "task": "accounts.forget_sent_forms",
        "schedule": crontab(hour=4, minute=50),
    },
    "subsidies-forget-uploads": {
        "task": "subsidies.forget_uploads",
        "schedule": crontab(minute=40),
    },
}
