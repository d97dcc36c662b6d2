"""Settings of the programs' door, ``/api/``: what the framework does unless a view says otherwise,
and what the description of the door begins with."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # Nobody is anybody here, and nothing is allowed: a view that is open, or that takes a token,
    # says so itself. No session, so no cookie and no token against forgery.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "veterans.foundation.programs.answers.handle",
    # ?format= would be a parameter that nobody has described.
    "URL_FORMAT_OVERRIDE": None,
}

_DESCRIPTION = """\
给其他部门和单位的程序使用。优待目录、服务站对所有人开放，不用登录；核验要有本单位的核验凭证。

正在公示的名单不在这里：公示到期就撤下，不保存、不汇集。表彰、荣誉名单以后再加。

出了问题，一律按 `RFC 9457` 用 `application/problem+json` 回答，程序按 `type` 判断。
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "退役军人事务综合服务平台数据接口",
    "DESCRIPTION": _DESCRIPTION,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Docstrings are for whoever reads the code.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    # Each list of codes stands where it is used, with its words beside it.
    "POSTPROCESSING_HOOKS": ["veterans.foundation.programs.schema.tidied"],
    "SORT_OPERATION_PARAMETERS": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "本单位的核验凭证，由退役军人事务局发给。",
            }
        }
    },
}
