"""The list of tasks that is shipped: 张店's opinion of 2022, as far as its text is known.

What is fact: date, numbers, subjects and units of the fifteen tasks. The demands are this portal's
own summary, and the document's number is not known; the list says so line by line.
"""

from datetime import date
from typing import Any

ZHANGDIAN: dict[str, Any] = {
    "title": "张店区关于推进社会化拥军工作的意见",
    "document_no": "",
    "issued_on": date(2022, 7, 30),
    "valid_to": None,
    "source": "任务的序号、名称和责任单位转述自公开的文件要点，没有核对原文；"
    "要求是本系统的概括，文号没有查到。以本单位存档的正式文件为准。",
}
