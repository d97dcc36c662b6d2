"""What residents can have done at each kind of station: plain words, no table.

After the duties that provincial and local standards for stations list (DB3304/T 085-2022,
退役军人服务中心(站)建设与服务规范). What a single station really offers, it says itself on the
telephone; the page tells people to ask before they set out.
"""

from veterans.regions.rules import COUNTY, TOWN, VILLAGE

LEVEL_LABELS: dict[str, str] = {COUNTY: "区服务中心", TOWN: "镇街服务站", VILLAGE: "村居服务站"}

SERVICES: dict[str, tuple[str, ...]] = {
    VILLAGE: (
        "退役返乡登记，家庭和个人信息更新",
        "问政策：抚恤、补助、优待、就业、看病",
        "帮您申请抚恤补助，代交材料、代跑手续",
        "申领优待证、光荣牌",
        "生活有困难，帮您申请帮扶",
        "有意见、有难处，记下来并给您答复",
    ),
    TOWN: (
        "退役返乡登记，家庭和个人信息更新",
        "受理优待证、光荣牌的申领和换补",
        "受理抚恤补助申请，核对发放情况",
        "代办评定残疾等级、带病回乡、参战参试认定的申报",
        "生活有困难，受理帮扶申请",
        "介绍工作和技能培训",
        "有意见、有诉求，登记办理并给您答复",
    ),
    COUNTY: (
        "退役军人报到和各项手续的咨询",
        "抚恤补助的申请、核对和发放咨询",
        "评定残疾等级、带病回乡、参战参试认定的咨询",
        "就业创业、技能培训和学历提升",
        "困难帮扶、法律援助的咨询",
        "接待来访，受理意见和诉求",
    ),
}
