"""Papers as PDF: what is on them can be read again, and nothing falls off."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from veterans.foundation.errors import Refused
from veterans.foundation.paper import (
    Certificate,
    Facts,
    Heading,
    NewPage,
    Signatures,
    Table,
    Text,
    Unprintable,
    certificate,
    pdf,
)


def read(content: bytes) -> list[str]:
    """The text of each page, without blanks and line ends."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def circular(rows: int) -> bytes:
    return pdf(
        "双清单 2026 年 10 月通报",
        [
            Heading("关于落实情况的通报", 1),
            Text("各成员单位：\n现将有关情况通报如下。<b>不是标记</b> & 以上"),
            Facts([("编号", "张双办〔2026〕10 号"), ("附件", "")]),
            Heading("一、逾期事项"),
            Table(
                ["序号", "事项", "金额（元）"],
                [[n, f"事项{n}。", Decimal("12345.6")] for n in range(1, rows + 1)],
                widths=[1, 6, 2],
            ),
            NewPage(),
            Table(["单位"], []),
            Signatures(["经办人", "签发人"]),
        ],
        wide=True,
    )


def test_every_row_stands_under_its_heads_and_every_page_knows_how_many_there_are():
    pages = read(circular(100))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页/共{len(pages)}页" in page
        assert "双清单2026年10月通报" in page
    assert "<b>不是标记</b>&以上" in pages[0]
    assert "张双办〔2026〕10号" in pages[0]
    assert "附件—" in pages[0]
    # The table begins where its heading stands, and has its heads on each page it needs.
    assert "事项1。" in pages[0]
    assert all("序号事项金额（元）" in page for page in pages[:-1])
    told = "".join(pages)
    assert [n for n in range(1, 101) if f"事项{n}。" not in told] == []
    assert told.count("12,345.60") == 100
    assert "没有记录。" in pages[-1]
    assert "经办人：" in pages[-1]


def test_the_same_content_is_the_same_bytes_with_its_letters_inside():
    content = circular(3)
    assert content == circular(3)
    assert content.startswith(b"%PDF-")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any(name.endswith("NotoSerifSC-Regular") for name in fonts)
    assert b"/FontFile2" in content


def test_a_cell_longer_than_a_page_goes_on_where_the_next_begins():
    pages = read(pdf("长", [Table(["说明"], [["很长的话。" * 2000]])]))
    assert len(pages) > 2
    assert "".join(pages).replace("说明", "").count("很长的话。") >= 1990


def test_a_name_whose_letter_the_font_lacks_is_refused_and_told():
    with pytest.raises(Unprintable, match="𪚥") as caught:
        pdf("名单", [Table(["姓名"], [["王𪚥"], ["李𪚥"]])])
    assert caught.value.characters == ("𪚥",)
    # The rare ones that it has are printed. Those beyond the basic plane cannot be read back.
    assert "欧阳䶮" in read(pdf("名单", [Text("欧阳䶮")]))[0]
    assert len(read(pdf("名单", [Text("𬍛")]))) == 1


def certified(**changed):
    one = {
        "heading": "荣誉证书",
        "name": "张三同志",
        "body": ["在评选中被评为最美退役军人。", "特发此证，以资鼓励。"],
        "number": "RY-2026-0007",
        "issuer": "退役军人事务局",
        "day": "二〇二六年十一月三日",
        "link": "https://portal.example/zhengshu/RY-2026-0007",
    }
    return certificate(Certificate(**{**one, **changed}))


def test_a_certificate_is_one_page():
    (page,) = read(certified(foot="演示数据"))
    for part in ("荣誉证书", "张三同志：", "最美退役军人。", "RY-2026-0007", "二〇二六年", "演示"):
        assert part in page
    assert certified() == certified()
    assert len(read(certified(link=None))) == 1


def test_a_certificate_that_would_run_over_its_frame_is_refused():
    with pytest.raises(Refused, match="写短一些"):
        certified(body=["很长的话。" * 200])


def test_a_row_that_is_short_of_a_cell_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="as many cells"):
        pdf("表", [Table(["一", "二"], [["只有一个"]])])
