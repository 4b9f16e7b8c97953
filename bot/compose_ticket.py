"""Say what the report form asks, what it has understood, and what became of it."""

from bot import desk_words
from bot.store.models import TicketRow
from bot.tickets import categories
from bot.tickets.check import (
    MAX_CONTENT,
    NO_CONTACT,
    NO_WORDS,
    NOT_A_PHONE,
    OUTSIDE_VIETNAM,
    TOO_LONG,
    TOO_SHORT,
    location_of,
    words_of_place,
)
from bot.tickets.route import unit_for
from bot.tickets.words import state_said
from bot.types import Act, Answer, Choice, Form, Status
from bot.ward import Ward
from bot.wording import listed, shortened

CONTENT, PLACE, CONTACT, PHOTO, CONFIRMED = "content", "place", "contact", "photo", "confirmed"
_SHOWN_WORDS = 60

_ASKED = {
    CONTENT: (
        "Anh/chị muốn phản ánh việc gì? Anh/chị viết vài câu, gửi kèm ảnh lúc nào cũng được."
    ),
    PLACE: (
        "Việc này ở đâu? Anh/chị ghi số nhà, ngõ, tên đường hoặc tổ dân phố, "
        "hoặc chia sẻ vị trí trên bản đồ."
    ),
    CONTACT: (
        "Anh/chị cho xin số điện thoại để cán bộ hỏi thêm khi cần. "
        "Không muốn để lại số thì anh/chị chọn Bỏ qua."
    ),
}
_ASKED_AGAIN = {
    CONTENT: "Anh/chị viết lại nội dung phản ánh giúp tôi.",
    PLACE: "Anh/chị ghi lại địa điểm, hoặc chia sẻ vị trí trên bản đồ.",
    CONTACT: "Anh/chị ghi lại số điện thoại, hoặc chọn Bỏ qua.",
}
_NOT_UNDERSTOOD, _WAITS = "not_understood", "waits"
_HINTS = {
    (CONTENT, NO_WORDS): 'Tôi cần vài chữ mô tả, ví dụ: "đèn đường hỏng từ hôm qua".',
    (CONTENT, TOO_SHORT): 'Anh/chị viết rõ hơn một chút, ví dụ: "đèn đường hỏng từ hôm qua".',
    (CONTENT, TOO_LONG): (
        f"Nội dung dài quá {MAX_CONTENT:,} ký tự nên tôi chưa nhận. Anh/chị viết gọn lại giúp tôi."
    ).replace(",", "."),
    (PLACE, NO_WORDS): 'Tôi chưa thấy địa điểm. Anh/chị viết bằng chữ, ví dụ: "số 5 ngõ 10".',
    (PLACE, TOO_SHORT): 'Anh/chị ghi rõ hơn một chút, ví dụ: "số 5 ngõ 10, tổ dân phố 3".',
    (PLACE, TOO_LONG): "Địa điểm dài quá, anh/chị ghi gọn số nhà, ngõ, tên đường giúp tôi.",
    (PLACE, OUTSIDE_VIETNAM): (
        "Vị trí này nằm ngoài Việt Nam nên tôi không nhận được. "
        "Anh/chị gửi lại vị trí, hoặc ghi địa điểm bằng chữ."
    ),
    (PLACE, "noted"): desk_words.NOTED,
    (CONTACT, NOT_A_PHONE): (
        "Tôi chưa nhận ra số điện thoại này. Số di động có 10 chữ số, ví dụ 0912 345 678."
    ),
    (CONFIRMED, _NOT_UNDERSTOOD): (
        "Tôi chưa rõ anh/chị muốn gửi hay sửa. Anh/chị chọn một trong các ý dưới đây."
    ),
    (CONFIRMED, _WAITS): 'Vâng, tôi chưa gửi gì đi. Anh/chị xem xong thì nhắn "gửi".',
}
_HINT = "Tôi chưa hiểu ý này."
_HINT_ANYWHERE = {
    _WAITS: "Vâng, tôi chờ anh/chị.",
    "no_photo": "Không có ảnh cũng gửi được ạ.",
}
CANCEL = Choice(title="Hủy", code=None, payload="hủy", means=("huỷ", "thôi", "không gửi nữa"))
SKIP = Choice(title="Bỏ qua", code=None, payload="bỏ qua", means=("không", "không có"))
SEND = Choice(title="Gửi", code=None, payload="gửi", means=("đồng ý", "đúng", "ok"))
EDITS = (
    Choice(title="Sửa nội dung", code=None, payload="sửa nội dung"),
    Choice(title="Sửa địa điểm", code=None, payload="sửa địa điểm"),
    Choice(title="Sửa số điện thoại", code=None, payload="sửa số điện thoại"),
)


def form_answer(
    form: Form,
    *,
    ward: Ward,
    category: str | None = None,
    similar: TicketRow | None = None,
    own: TicketRow | None = None,
) -> Answer:
    """Return the question for the slot that the form asks for, after a hint on what did not fit.

    At the confirmation the whole report is shown; `similar` is an earlier one of the same thing,
    `own` one that this resident has sent.
    """
    asks = form.asks or CONFIRMED
    if asks == CONFIRMED:
        text, choices = _confirmation(form, ward=ward, category=category, similar=similar, own=own)
    else:
        text = (_ASKED_AGAIN if asks in form.slots else _ASKED)[asks]
        choices = (SKIP, CANCEL) if asks == CONTACT else (CANCEL,)
    if form.problem:
        hint = _HINT_ANYWHERE.get(form.problem, _HINT)
        text = f"{_HINTS.get((asks, form.problem), hint)}\n{text}"
    return _said(text, form=form, choices=choices)


def filed_answer(ticket: TicketRow, *, joined_to: TicketRow | None = None) -> Answer:
    """Say under which code the report was filed and what happens next."""
    whom = f"Phản ánh đã được chuyển đến: {ticket.unit}."
    if joined_to:
        whom = f"Phản ánh được ghép với {joined_to.code}, do {ticket.unit} tiếp nhận."
    text = (
        f"Tôi đã nhận phản ánh của anh/chị, mã {ticket.code}. {whom} "
        "Có kết quả hay thay đổi gì, tôi báo cho anh/chị tại đây. "
        f'Muốn hỏi tình hình, anh/chị nhắn mã {ticket.code} hoặc "phản ánh của tôi".'
    )
    return _said(text, ticket=ticket.code)


def cancelled(filed: str = "") -> Answer:
    """Say that the report was dropped and nothing of it was sent; one filed before stays."""
    if filed:
        return _said(
            "Tôi đã hủy phản ánh đang viết, phần này chưa gửi đi. Phản ánh "
            f"{filed} gửi trước đó vẫn còn. Anh/chị cần gì cứ hỏi tiếp."
        )
    return _said("Tôi đã hủy phản ánh này, chưa gửi gì đi. Anh/chị cần gì cứ hỏi tiếp.")


def not_saved(form: Form | None = None) -> Answer:
    """Say that nothing was submitted though it should have been; what was typed is kept."""
    return _said(
        "Tôi chưa gửi được phản ánh vì hệ thống đang trục trặc. Những gì anh/chị đã viết "
        'vẫn còn. Anh/chị chờ ít phút rồi nhắn "gửi" giúp tôi.',
        form=form,
        choices=(SEND, CANCEL) if form else (),
    )


def _confirmation(
    form: Form,
    *,
    ward: Ward,
    category: str | None,
    similar: TicketRow | None,
    own: TicketRow | None,
) -> tuple[str, tuple[Choice, ...]]:
    slots = form.slots
    content = slots.get(CONTENT, "")
    category = category or categories.guess(content)
    phone = slots.get(CONTACT, NO_CONTACT)
    rows = [
        f"Nội dung: {shortened(content, _SHOWN_WORDS)}",
        f"Địa điểm: {place_said(slots.get(PLACE, ''))}",
        f"Điện thoại: {'không để lại' if phone == NO_CONTACT else phone}",
        f"Ảnh: {'có' if slots.get(PHOTO) else 'không có'}",
        f"Loại việc: {categories.title(category)}",
        f"Nơi nhận: {unit_for(category, ward)}",
    ]
    text = f"Anh/chị xem lại phản ánh trước khi gửi:\n{listed(rows)}\n"
    if own:
        text += (
            f"Trong 24 giờ qua anh/chị đã gửi phản ánh {own.code} cùng loại, ở gần chỗ này "
            f"({state_said(own)}). Nếu là cùng một việc thì không cần gửi lại, anh/chị chọn Hủy. "
            "Việc khác thì anh/chị chọn Gửi."
        )
        return text, (SEND, *EDITS, CANCEL)
    if similar is None:
        return text + "Anh/chị gửi luôn, hay cần sửa chỗ nào?", (SEND, *EDITS, CANCEL)
    text += (
        f"Trong 24 giờ qua đã có phản ánh {similar.code} cùng loại, ở gần chỗ này. Nếu là cùng "
        "một việc, anh/chị chọn Ghép để theo dõi chung. Việc khác thì anh/chị chọn Gửi."
    )
    merge = Choice(
        title=f"Ghép vào {similar.code}", code=None, payload="ghép", means=("ghép vào", "cùng việc")
    )
    return text, (merge, SEND, *EDITS, CANCEL)


def place_said(place: str) -> str:
    """Return a place in words; a point on the map is no text for a reader."""
    point = location_of(place)
    if point is None:
        return place
    shared = f"vị trí đã chia sẻ ({point.latitude:.5f}, {point.longitude:.5f})"
    words = words_of_place(place)
    return f"{words}, kèm {shared}" if words else shared


def _said(
    text: str,
    *,
    form: Form | None = None,
    ticket: str | None = None,
    choices: tuple[Choice, ...] = (),
) -> Answer:
    return Answer(
        status=Status.SAID, text=text, act=Act.TICKET, form=form, ticket=ticket, choices=choices
    )
