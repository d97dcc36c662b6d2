from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.steering.demo import tasks

    tasks(population, hands)


class SteeringConfig(AppConfig):
    name = "support_services.steering"
    verbose_name = "双拥工作领导小组"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.steering import kept
        from support_services.subsidies.demo import further

        kept.register()
        further.add(_bring_demo)
        audit_words.register(
            actions={
                "steering.list_taken": "导出指标明细",
                "steering.programme_loaded": "导入双拥任务清单",
                "steering.programme_closed": "停止跟踪双拥任务文件",
                "steering.task_added": "新增双拥任务",
                "steering.task_edited": "修改双拥任务",
                "steering.task_ended": "停办双拥任务",
                "steering.figures_set": "选定任务的指标",
                "steering.promised": "登记年度目标",
                "steering.unpromised": "去掉年度目标",
                "steering.noted": "登记任务进展",
                "steering.report_drafted": "起草双拥年度报告",
                "steering.report_retake": "年度报告重新取数",
                "steering.report_issue": "签发双拥年度报告",
                "steering.report_rows_opened": "打开年度报告留存的明细",
                "steering.report_drop": "放弃双拥年度报告",
            },
            subjects={
                "figure": "指标",
                "steering_programme": "双拥任务文件",
                "steering_task": "双拥任务",
                "steering_report": "双拥年度报告",
            },
        )
