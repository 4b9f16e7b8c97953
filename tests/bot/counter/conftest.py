"""A small office's procedures, made up: no test may pass because of a fact of the real data."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.types import (
    Audience,
    Channel,
    Doubt,
    Duration,
    Fee,
    Level,
    Paper,
    Procedure,
    Submission,
    Unit,
)
from tests.conftest import make_procedure

MONDAY = date(2026, 11, 23)
LANTERN = make_procedure(
    "1.004217",
    "Đăng ký khai đèn",
    levels=(Level.COMMUNE,),
    domain="Đèn lồng",
    place="Trung tâm Phục vụ hành chính công phường",
    asked_as=("làm giấy cho đèn kéo quân",),
    submissions=(
        Submission(
            channel=Channel.COUNTER,
            durations=(Duration(count=3, unit=Unit.WORKING_DAY),),
            fees=(Fee(amount_vnd=31_000, per="chiếc"),),
        ),
        Submission(
            channel=Channel.ONLINE,
            durations=(Duration(count=2, unit=Unit.WORKING_DAY),),
            fees=(Fee(amount_vnd=13_000, valid_to=date(2026, 12, 31)), Fee(amount_vnd=31_000)),
        ),
    ),
    papers=(
        Paper(name="Tờ khai đèn", form="ĐL05", originals=1, case="nộp tại quầy"),
        Paper(name="Ảnh chụp đèn", copies=2),
        Paper(name="Giấy của chủ nhà", originals=1, case="treo ở nhà thuê"),
        Paper(name="Hợp đồng thuê", copies=1, case="treo ở nhà thuê"),
        Paper(name="Giấy phép cũ (nếu có)", originals=1),
        Paper(
            name="Giấy chứng minh nơi cư trú",
            originals=1,
            exempt="Không cần nếu dữ liệu dân cư đã có.",
        ),
        Paper(name="Ghi rõ nguồn sáng"),
    ),
    steps=("Nộp tờ khai", "Nhận giấy"),
)
LANTERN_ABROAD = make_procedure(
    "2.004218", "Đăng ký khai đèn có yếu tố nước ngoài", levels=(Level.PROVINCE,)
)
LAPSED = make_procedure(
    "1.009999",
    "Đăng ký khai đèn dầu",
    levels=(Level.COMMUNE,),
    valid_to=date(2026, 6, 30),
    replaced_by="1.004217",
)
LOST_PAGE = make_procedure(
    "1.007777",
    "Đăng ký khai đèn điện",
    levels=(Level.COMMUNE,),
    submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=99_000),)),),
    doubts=(Doubt(field="record", reason="the page is another procedure's"),),
)
STAFF_ONLY = make_procedure(
    "1.005555",
    "Đăng ký khai kho đèn của phường",
    levels=(Level.COMMUNE,),
    audience=Audience.STAFF,
    papers=(Paper(name="Chìa khóa kho", originals=1),),
)
KITE = make_procedure(
    "1.006001",
    "Cấp phép thả diều",
    levels=(Level.COMMUNE,),
    asked_as=("xin thả diều",),
    papers=(Paper(name="Đơn", form="TD-01", originals=1),),
)
OFFICIAL_ONLY = replace(STAFF_ONLY, code="1.005556", audience=Audience.OFFICIAL)
EVERYTHING: tuple[Procedure, ...] = (
    *(LANTERN, LANTERN_ABROAD, LAPSED, LOST_PAGE, STAFF_ONLY, OFFICIAL_ONLY, KITE),
)


@pytest.fixture
def lantern() -> Procedure:
    """Return a procedure with papers for every case."""
    return LANTERN
