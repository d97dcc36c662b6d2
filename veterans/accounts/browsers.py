"""A browser in words that its owner recognises, from what it says of itself. Pure.

The first word that fits counts: several browsers also call themselves by another's name.
"""

_DEVICES = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("HarmonyOS", "鸿蒙设备"),
    ("OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("UOS", "统信电脑"),
    ("Kylin", "麒麟电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "微软浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌内核浏览器"),
    ("Safari", "苹果浏览器"),
)
UNKNOWN = "未知设备"


def browser_words(agent: str) -> str:
    """``Windows 电脑 · 微软浏览器``; never a word of the agent itself, which anybody may invent."""
    found = [
        next((words for sign, words in table if sign in agent), "")
        for table in (_DEVICES, _BROWSERS)
    ]
    return " · ".join(filter(None, found)) or UNKNOWN
