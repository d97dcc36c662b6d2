"""The words of a file: what may stand in each of its coded places. Plain data.

Codes follow the national standards where there is one (named beside each list); the others are
the bureau's own. Codes are never shown, labels always.
"""

from dataclasses import dataclass

_NATIONS = """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山
    拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒
    乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""


@dataclass(frozen=True)
class Kind:
    """A side of somebody's life that has one value at a time: its name, its section and its
    values by code."""

    label: str
    section: str
    values: dict[str, str]


IDENTITY, WORK, SECURITY = "identity", "work", "security"

CIRCUMSTANCES: dict[str, Kind] = {
    # GB/T 3304
    "nation": Kind(
        "民族",
        IDENTITY,
        {f"{n:02d}": f"{name}族" for n, name in enumerate(_NATIONS.split(), start=1)},
    ),
    # GB/T 4762
    "political": Kind(
        "政治面貌",
        IDENTITY,
        {
            "01": "中共党员",
            "02": "中共预备党员",
            "03": "共青团员",
            "04": "民革党员",
            "05": "民盟盟员",
            "06": "民建会员",
            "07": "民进会员",
            "08": "农工党党员",
            "09": "致公党党员",
            "10": "九三学社社员",
            "11": "台盟盟员",
            "12": "无党派人士",
            "13": "群众",
        },
    ),
    # GB/T 2261.2
    "marriage": Kind(
        "婚姻状况",
        IDENTITY,
        {"10": "未婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶", "40": "离婚"},
    ),
    # GB/T 4658, the ten steps
    "education": Kind(
        "文化程度",
        IDENTITY,
        {
            "10": "研究生",
            "20": "大学本科",
            "30": "大学专科",
            "40": "中专",
            "50": "技工学校",
            "60": "高中",
            "70": "初中",
            "80": "小学",
            "90": "文盲或半文盲",
        },
    ),
    "hukou": Kind("户口性质", IDENTITY, {"rural": "农业户口", "urban": "非农业户口"}),
    "work": Kind(
        "就业状况",
        WORK,
        {
            "employed": "单位就业",
            "business": "自主创业",
            "flexible": "灵活就业",
            "farming": "务农",
            "study": "在校学习",
            "seeking": "待业，求职中",
            "none": "未就业，不求职",
            "retired": "离退休",
            "unable": "丧失劳动能力",
        },
    ),
    "wish": Kind(
        "就业意愿",
        WORK,
        {"none": "没有", "job": "找工作", "business": "创业", "training": "参加培训"},
    ),
    "skill": Kind(
        "技能",
        WORK,
        {
            "none": "没有专长",
            "driving": "驾驶、机械",
            "technical": "专业技术（有职称或证书）",
            "farming": "种植、养殖",
            "service": "安保、物业、服务",
            "other": "其他专长",
        },
    ),
    "medical": Kind(
        "医疗保险",
        SECURITY,
        {
            "employee": "职工医保",
            "resident": "居民医保",
            "public": "公费医疗",
            "none": "未参保",
        },
    ),
    "pension": Kind(
        "养老保险",
        SECURITY,
        {
            "employee": "职工养老",
            "resident": "居民养老",
            "public": "机关事业单位养老",
            "retired_cadre": "离退休待遇",
            "none": "未参保",
        },
    ),
    "aid": Kind(
        "社会救助",
        SECURITY,
        {"none": "未享受", "dibao": "低保", "tekun": "特困供养", "margin": "低保边缘"},
    ),
    "disabled_allowance": Kind("残疾人两项补贴", SECURITY, {"none": "未享受", "drawn": "享受"}),
    "support": Kind("供养方式", SECURITY, {"home": "分散供养", "institution": "集中供养"}),
    "living": Kind(
        "居住情形",
        SECURITY,
        {"family": "与家人同住", "couple": "夫妻二人", "alone": "独居", "childless": "孤老"},
    ),
    "burial": Kind(
        "安葬意愿",
        SECURITY,
        {
            "unsaid": "没有表示",
            "cemetery": "军人公墓",
            "family": "家庭墓地",
            "ecological": "生态安葬",
        },
    ),
    "equipment": Kind(
        "辅助器械",
        SECURITY,
        {"none": "不需要", "needed": "需要配置", "fitted": "已配置"},
    ),
    "self_care": Kind(
        "生活自理",
        SECURITY,
        {"able": "能自理", "partly": "部分自理", "unable": "不能自理"},
    ),
}


def label_of(kind: str, value: str) -> str:
    """What a value is called; the code itself where the list no longer has it."""
    known = CIRCUMSTANCES.get(kind)
    return known.values.get(value, value) if known else value
