"""Swindles are heard whatever the search finds, and ordinary business is not taken for one."""

import pytest

from bot.fraud import (
    GIFTS,
    LET_IN,
    MONEY_SENT,
    fitting_guide,
    goes_on_about_fraud,
    help_after,
    is_suspect,
)


@pytest.mark.parametrize(
    "text",
    [
        "có người xưng công an phường gọi bảo chuyển khoản để mở khóa tài khoản",
        "co nguoi tu nhan la can bo thue doi ma otp",
        "tự nhận là nhân viên điện lực nhắn tin gửi link đóng tiền, công an gọi bắt cài app",
        "họ báo trúng thưởng xe máy mà phải đóng phí trước",
        "em lỡ bấm vào link lạ rồi",
        "trên facebook nhận làm hộ chiếu nhanh, đặt cọc trước có uy tín không",
        "cán bộ thu tiền mà không đưa biên lai",
        "Mẹ tôi bị lừa mất tiền",
        "em lỡ chuyển tiền rồi",
        "người ta gọi bảo em trúng thưởng xe",
        "mất 50 triệu rồi giờ sao lấy lại",
        "có đứa bảo làm VNeID mức 2 qua điện thoại",
        "người ta đưa mã qr kêu quét nhận tiền hỗ trợ",
        "nguoi ta dua ma qr keu quet nhan tien ho tro",
        "quét qr nhận quà xong bị trừ tiền",
        "có người tự xưng tổ công nghệ số tới nhà đòi cầm điện thoại cài vneid",
    ],
)
def test_a_swindle_is_heard(text: str) -> None:
    assert is_suspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "em bị kẻ gian lấy điện thoại, muốn khóa căn cước điện tử",
        "toi da cai chinh ho ten nam 2005, nay can ban xac nhan",
        "đổi mật khẩu VNeID thế nào",
        "nộp thuế qua ngân hàng có cần biên lai không",
        "đơn tố cáo lừa đảo nộp ở đâu",
        "quét mã QR trên căn cước để làm gì",
        "công an phường làm căn cước ở đâu",
        "em lỡ chuyển khoản nhầm lệ phí hộ chiếu",
        "cán bộ bảo làm VNeID ở đâu",
        "mất 2 triệu làm sổ đỏ à",
        "mất căn cước lấy lại ở đâu",
        "khách quét mã qr mà không nhận được tiền",
        "quét mã qr ở phường để lấy số thứ tự",
        "tổ công nghệ số cộng đồng là gì",
        "nộp chậm có bị trừ tiền trợ cấp không",
    ],
)
def test_ordinary_business_is_no_swindle(text: str) -> None:
    assert not is_suspect(text)


@pytest.mark.parametrize(
    ("text", "guide"),
    [
        ("em lỡ chuyển tiền rồi", MONEY_SENT),
        ("em lo chuyen tien roi", MONEY_SENT),
        ("em chuyển 5 triệu rồi", MONEY_SENT),
        ("chuyển 5tr cho nó rồi giờ sao", MONEY_SENT),
        ("em chuyển rồi", MONEY_SENT),
        ("em cài rồi phải làm sao", LET_IN),
        ("em bấm vào link rồi", LET_IN),
        ("da doc ma otp cho ho", LET_IN),
        ("em chưa chuyển tiền", None),
        ("nó bảo chuyển tiền", None),
        ("có nên cài không", None),
        ("nó gửi ảnh thẻ công an rồi", None),
        ("báo ở đâu", None),
        ("nhập otp luôn", LET_IN),
        ("lỡ đưa rồi", LET_IN),
        ("quét xong bị trừ tiền", MONEY_SENT),
    ],
)
def test_harm_that_is_done_leads_to_its_guide(text: str, guide: str | None) -> None:
    assert help_after(text) == guide


@pytest.mark.parametrize(
    ("text", "guide"),
    [
        ("số tài khoản tên cá nhân", "g-at-app-gia"),
        ("có phải thật không", "g-at-app-gia"),
        ("giờ làm sao", "g-at-app-gia"),
        ("gio lam sao day?", "g-at-app-gia"),
        ("em quét rồi", LET_IN),
        ("đăng ký tạm trú làm sao", None),
        ("lệ phí bao nhiêu", None),
        ("cảm ơn", None),
    ],
)
def test_what_follows_a_warning_stays_with_it(text: str, guide: str | None) -> None:
    assert goes_on_about_fraud(text, "g-at-app-gia") == guide
    assert goes_on_about_fraud(text, "g-vi") is None


def test_harm_that_is_told_at_once_leads_to_its_guide() -> None:
    assert fitting_guide("quét qr nhận quà xong bị trừ tiền") == MONEY_SENT
    assert fitting_guide("người ta kêu quét nhận tiền hỗ trợ") == GIFTS
    assert fitting_guide("có người xưng công an gọi") is None
