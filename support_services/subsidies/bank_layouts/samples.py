"""Generic sample layouts. None of them is, or claims to be, the format of any real bank.

A bureau copies one, changes it to what its bank asks for, and tries it with the bank first.
"""

from typing import Any

NOTE = "通用示例格式（非任何银行的真实格式）"

# Result codes of the samples. An account code says that the account itself must be put right.
_CODES = {
    "0000": "paid",
    "1000": "unknown",
    "1001": "unknown",
    "3004": "failed",
    "3006": "failed",
    "3009": "failed",
    "3017": "failed",
    "3018": "failed",
    "3031": "failed",
    "3069": "failed",
    "3998": "failed",
    "3999": "failed",
    "5056": "returned",
    "5031": "returned",
}
_ACCOUNT_CODES = ["3004", "3006", "3009", "3017", "3018", "3031", "3069", "5056", "5031"]
CODE_TEXTS = {
    "0000": "成功",
    "1000": "处理中",
    "1001": "结果不明",
    "3004": "无效卡号",
    "3006": "已挂失卡",
    "3009": "无此账户",
    "3017": "账户已冻结",
    "3018": "已清户",
    "3031": "账号户名不符",
    "3069": "长期不动户",
    "3998": "超过限额",
    "3999": "其他原因",
    "5056": "成功后退汇",
    "5031": "成功后退汇：账号户名不符",
}

_TEXT_ANSWER: dict[str, Any] = {
    "kind": "delimited",
    "encoding": "gb18030",
    "newline": "\r\n",
    "delimiter": "|",
    "titles": True,
    "columns": [
        {"title": "文件编号", "text": "{file_no}"},
        {"title": "序号", "text": "{line_no}"},
        {"title": "账号后四位", "text": "{account_tail}"},
        {"title": "金额", "text": "{amount}"},
        {"title": "结果码", "text": "{code}"},
        {"title": "说明", "text": "{message}"},
    ],
    "trailer": ["TRAILER", "{count}", "{total}"],
    "codes": _CODES,
    "account_codes": _ACCOUNT_CODES,
}

SAMPLE_TEXT: dict[str, Any] = {
    "code": "sample-text-gb18030",
    "name": "示例：GB18030 文本，竖线分隔",
    "note": NOTE,
    "file_name": "DF{file_no}.txt",
    "file": {
        "kind": "delimited",
        "encoding": "gb18030",
        "newline": "\r\n",
        "delimiter": "|",
        "titles": True,
        "columns": [
            {"title": "文件编号", "text": "{file_no}"},
            {"title": "序号", "text": "{line_no}"},
            {"title": "镇街", "text": "{town}"},
            {"title": "村居", "text": "{village}"},
            {"title": "户名", "text": "{account_name}"},
            {"title": "账号", "text": "{account_number}"},
            {"title": "开户行", "text": "{bank_name}"},
            {"title": "金额", "text": "{amount}"},
            {"title": "摘要", "text": "{scheme}{month}", "limit": 20, "cut": True},
        ],
        "trailer": ["TRAILER", "{count}", "{total}"],
    },
    "answer": _TEXT_ANSWER,
}

SAMPLE_XLSX: dict[str, Any] = {
    "code": "sample-xlsx",
    "name": "示例：XLSX 花名册",
    "note": NOTE,
    "file_name": "DF{file_no}.xlsx",
    "file": {
        "kind": "xlsx",
        "header": [
            ["单位", "{unit}"],
            ["批次号", "{batch}", "文件编号", "{file_no}"],
            ["笔数", "{count}", "合计（元）", "{total}"],
        ],
        "titles": True,
        "columns": [
            {"title": "序号", "text": "{line_no}"},
            {"title": "镇街", "text": "{town}", "width": 16},
            {"title": "村居", "text": "{village}", "width": 20},
            {"title": "姓名", "text": "{person_name}"},
            {"title": "身份证号", "text": "{id_number}", "width": 22},
            {"title": "户名", "text": "{account_name}"},
            {"title": "账号", "text": "{account_number}", "width": 24},
            {"title": "开户行", "text": "{bank_name}", "width": 24},
            {"title": "金额（元）", "text": "{amount}"},
            {"title": "补贴项目", "text": "{scheme_name}", "width": 30},
            {"title": "年月", "text": "{month}"},
            {"title": "摘要", "text": "{scheme}{month}", "limit": 20, "cut": True, "width": 24},
        ],
        "trailer": ["合计", "{count}", "{total}"],
    },
    "answer": {
        "kind": "xlsx",
        "header": [["文件编号", "{file_no}"], ["笔数", "{count}", "合计（元）", "{total}"]],
        "titles": True,
        "columns": [
            {"title": "序号", "text": "{line_no}"},
            {"title": "账号后四位", "text": "{account_tail}", "width": 12},
            {"title": "金额（元）", "text": "{amount}"},
            {"title": "结果码", "text": "{code}"},
            {"title": "说明", "text": "{message}", "width": 30},
        ],
        "trailer": ["合计", "{count}", "{total}"],
        "codes": _CODES,
        "account_codes": _ACCOUNT_CODES,
    },
}

SAMPLE_FIXED: dict[str, Any] = {
    "code": "sample-fixed-fen",
    "name": "示例：GB18030 定长文本，金额以分计",
    "note": NOTE,
    "file_name": "DF{file_no}.dat",
    "file": {
        "kind": "fixed",
        "encoding": "gb18030",
        "newline": "\r\n",
        "header": [
            [
                {"text": "H", "width": 1},
                {"text": "{file_no}", "width": 24},
                {"text": "{date}", "width": 8},
                {"text": "{count}", "width": 8, "zeros": True},
                {"text": "{total_fen}", "width": 16, "zeros": True},
            ]
        ],
        "columns": [
            {"title": "行标志", "text": "D", "width": 1},
            {"title": "序号", "text": "{line_no}", "width": 8, "zeros": True},
            {"title": "账号", "text": "{account_number}", "width": 32},
            {"title": "户名", "text": "{account_name}", "width": 60},
            {"title": "金额（分）", "text": "{amount_fen}", "width": 14, "zeros": True},
            {"title": "摘要", "text": "{scheme}{month}", "width": 40, "limit": 20, "cut": True},
        ],
    },
    "answer": {
        "kind": "fixed",
        "encoding": "gb18030",
        "newline": "\r\n",
        "header": [
            [
                {"text": "R", "width": 1},
                {"text": "{file_no}", "width": 24},
                {"text": "{count}", "width": 8, "zeros": True},
                {"text": "{total_fen}", "width": 16, "zeros": True},
            ]
        ],
        "columns": [
            {"title": "行标志", "text": "D", "width": 1},
            {"title": "序号", "text": "{line_no}", "width": 8, "zeros": True},
            {"title": "账号后四位", "text": "{account_tail}", "width": 4},
            {"title": "金额（分）", "text": "{amount_fen}", "width": 14, "zeros": True},
            {"title": "结果码", "text": "{code}", "width": 4},
            {"title": "说明", "text": "{message}", "width": 60, "cut": True},
        ],
        "codes": _CODES,
        "account_codes": _ACCOUNT_CODES,
    },
}

SAMPLE_LAYOUTS: tuple[dict[str, Any], ...] = (SAMPLE_TEXT, SAMPLE_XLSX, SAMPLE_FIXED)
