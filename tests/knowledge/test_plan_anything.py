"""Whatever a file holds, the plan importer answers or refuses; it never invents a number."""

import re
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.importers.plan import read_plan
from knowledge.types import KnowledgeError, Plan

PIECES = st.sampled_from(
    [
        "KẾ HOẠCH",
        "I. MỤC TIÊU",
        "1. Chính quyền số",
        "1.1. Việc",
        "a) Trong cơ quan",
        "- Tỷ lệ hộ có mạng đạt $\\geq 95\\%$",
        "+ 100% tổ; tối thiểu 85% chợ có mã",
        "tính tại thời điểm tháng 12/2026.",
        "- Có 01 hệ thống họp",
        "7",
        ".",
        "",
        " ",
        "TT\tChỉ tiêu\tMục tiêu năm 2026\tChủ trì",
        "1\tHộ có mạng\t> 75%\tVăn phòng",
        "I\tNhóm\t\t",
        "\t\t\t",
        "Nơi nhận:",
        "CHỦ TỊCH",
        "PHỤ LỤC",
        "PHẦN II",
        "V. TỔ CHỨC THỰC HIỆN",
        "- Báo cáo UBND phường trước ngày 30/6 và 05/12 hằng năm.",
        "Trên đây là kế hoạch của phường năm 2026./.",
        "(Chi tiết tại Phụ lục kèm theo)",
        "* Riêng:",
        "https://a.example.vn",
    ]
)
LINES = st.lists(PIECES | st.text(max_size=40), max_size=25)
STARTS = st.sampled_from(["", "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\nI. MỤC TIÊU\n\n"])


@settings(max_examples=200, deadline=None)
@given(start=STARTS, lines=LINES)
def test_any_text_is_read_or_refused_and_no_digit_is_made_up(start: str, lines: list[str]) -> None:
    text = start + "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.txt"
        path.write_bytes(text.encode("utf-8"))
        try:
            (plan,) = read_plan(path).records
        except KnowledgeError:
            return
    assert isinstance(plan, Plan)
    # Invisible characters that stand inside words are taken out before anything is read.
    known = set(re.findall(r"\d+", re.sub("[\u00ad\u200b\ufeff]", "", text)))
    for indicator in plan.indicators:
        shown = re.findall(r"\d+", f"{indicator.name} {indicator.target} {indicator.by}")
        assert set(shown) <= known
    ids = [passage.id for passage in plan.passages]
    assert len(ids) == len(set(ids))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.txt"
        path.write_bytes(data)
        with suppress(KnowledgeError):
            read_plan(path)
