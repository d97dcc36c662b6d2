"""How a name is read, so that a clerk finds it by typing its initials. Pure.

Surnames have readings of their own (曾 is Zeng, not Ceng; 单 is Shan, not Dan) that a general
dictionary of words gets wrong; they stand here. The given name is read by ``pypinyin``. Letters
are plain ASCII, small, and ü is written v, as every Chinese keyboard has it.

A person may read the name otherwise; nothing but finding hangs on this.
"""

from functools import lru_cache

FULL_LENGTH = 200
INITIALS_LENGTH = 50
_DOTS = "·•‧・･∙⋅."

_SURNAMES = """
    卜 bu  薄 bo  秘 bi  贲 ben  车 che  晁 chao  谌 chen  种 chong  重 chong  都 du  繁 po  番 pan
    费 fei  盖 ge  干 gan  葛 ge  勾 gou  句 gou  谷 gu  炅 gui  妫 gui  过 guo  呙 guo  哈 ha
    和 he  黑 he  郇 xun  华 hua  纪 ji  祭 zhai  嵇 ji  稽 ji  藉 ji  济 ji  贾 jia  降 jiang
    矫 jiao  角 jue  隽 juan  阚 kan  适 kuo  隗 wei  乐 yue  六 lu  逯 lu  吕 lv  么 yao  没 mo
    宓 mi  缪 miao  佴 nai  能 nai  乜 nie  宁 ning  粘 nian  区 ou  逄 pang  朴 piao  蒲 pu  溥 pu
    覃 qin  仇 qiu  曲 qu  阙 que  任 ren  撒 sa  塞 sai  折 she  佘 she  厍 she  召 shao  少 shao
    单 shan  莘 shen  盛 sheng  什 shi  石 shi  率 shuai  似 si  俟 qi  宿 su  睢 sui  台 tai
    钭 tou  拓 tuo  庹 tuo  万 wan  尉 wei  郗 xi  洗 xian  冼 xian  鲜 xian  相 xiang  颉 xie
    解 xie  燕 yan  鄢 yan  要 yao  叶 ye  殷 yin  应 ying  於 yu  俞 yu  蔚 yu  员 yun  贠 yun
    藏 zang  臧 zang  查 zha  柞 zuo  翟 zhai  占 zhan  长 zhang  仉 zhang  訾 zi  曾 zeng
"""
_COMPOUNDS = """
    欧阳 ou yang  尉迟 yu chi  长孙 zhang sun  万俟 mo qi  令狐 ling hu  单于 chan yu
    澹台 tan tai  乐正 yue zheng  鲜于 xian yu  夏侯 xia hou  司马 si ma  上官 shang guan
    诸葛 zhu ge  皇甫 huang fu  宇文 yu wen  慕容 mu rong  闻人 wen ren  东方 dong fang
    赫连 he lian  呼延 hu yan  端木 duan mu  钟离 zhong li  濮阳 pu yang  淳于 chun yu
    太叔 tai shu  申屠 shen tu  公冶 gong ye  仲孙 zhong sun  轩辕 xuan yuan  独孤 du gu
    南宫 nan gong  西门 xi men  拓跋 tuo ba  拓拔 tuo ba  完颜 wan yan  纳兰 na lan
    公孙 gong sun  公羊 gong yang  谷梁 gu liang  宰父 zai fu  亓官 qi guan  司徒 si tu
    司空 si kong  司寇 si kou  巫马 wu ma  漆雕 qi diao  壤驷 rang si  夹谷 jia gu
    段干 duan gan  东郭 dong guo  南门 nan men  羊舌 yang she  微生 wei sheng  梁丘 liang qiu
    左丘 zuo qiu  东门 dong men  颛孙 zhuan sun  子车 zi ju  即墨 ji mo  达奚 da xi
    褚师 chu shi  哥舒 ge shu  贺兰 he lan  贺若 he ruo  屈突 qu tu
"""


def _pairs(table: str, width: int) -> dict[str, tuple[str, ...]]:
    words = table.split()
    step = width + 1
    return {words[i]: tuple(words[i + 1 : i + step]) for i in range(0, len(words), step)}


SURNAMES = _pairs(_SURNAMES, 1)
COMPOUND_SURNAMES = _pairs(_COMPOUNDS, 2)


def keys(name: str) -> tuple[str, str]:
    """``zengguofan`` and ``zgf`` for 曾国藩. What has no reading is left out."""
    read = syllables(name)
    letters = "".join(syllable[0] for syllable in read)
    return "".join(read)[:FULL_LENGTH], letters[:INITIALS_LENGTH]


def surname(name: str) -> str:
    """``欧阳`` of 欧阳建国, ``王`` of 王芳."""
    text = name.strip()
    return text[:2] if len(text) > 2 and text[:2] in COMPOUND_SURNAMES else text[:1]


def full(name: str) -> str:
    """``zengguofan`` for 曾国藩."""
    return keys(name)[0]


def initials(name: str) -> str:
    """``zgf`` for 曾国藩."""
    return keys(name)[1]


def syllables(name: str) -> tuple[str, ...]:
    """The reading of a name, a syllable per character; a Latin word counts as one syllable.

    A name with a dot (买买提·吐尔逊) is a transcription and has no Chinese surname.
    """
    text = "".join(name.split())
    if any(dot in text for dot in _DOTS):
        parts = text.translate(dict.fromkeys(map(ord, _DOTS), " ")).split()
        return tuple(syllable for part in parts for syllable in _read(part))
    if len(text) > 2 and text[:2] in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[text[:2]] + _read(text[2:])
    if text[:1] in SURNAMES:
        return SURNAMES[text[0]] + _read(text[1:])
    # Apart, so that the surname is not drawn into a word with what follows.
    return _read(text[:1]) + _read(text[1:])


def misread(letters: str) -> list[tuple[str, str]]:
    """Surnames of one character that these letters may mean, read as a dictionary has them
    (``danxiongxin`` for 单雄信), each with the right reading of all the letters."""
    return [
        (surname, right + letters[len(wrong) :])
        for surname, (wrong, right) in _misreadings().items()
        if letters.startswith(wrong)
    ]


@lru_cache(maxsize=1)
def _misreadings() -> dict[str, tuple[str, str]]:
    both = {surname: ("".join(_read(surname)), right) for surname, (right,) in SURNAMES.items()}
    return {surname: pair for surname, pair in both.items() if pair[0] != pair[1]}


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    # Its dictionaries take a moment and some memory: only who reads a name pays for them.
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(text, style=Style.NORMAL, errors="default", v_to_u=False)
    clean = (_ascii(piece) for piece in read)
    return tuple(piece for piece in clean if piece)


def _ascii(piece: str) -> str:
    small = piece.lower().replace("ü", "v")
    return "".join(char for char in small if char.isascii() and char.isalnum())
