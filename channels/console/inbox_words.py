"""What the pages of hand-overs call things, in the words of the office."""

from collections.abc import Sequence
from datetime import datetime

from bot.handover_states import Reason, State
from bot.opening import is_open, moment_text, next_opening
from bot.talk import Talk
from bot.types import Answer
from bot.ward import Ward
from channels.console.pages import moment
from channels.contract import CitationBody, answer_json
from channels.shown import is_https, source_line

STATES = {
    State.WAITING: "đang chờ",
    State.MESSAGE_ASKED: "chưa để lại lời",
    State.MESSAGE_TAKEN: "có lời nhắn lại",
    State.HELD: "có cán bộ giữ",
    State.RETURNED: "đã trả lại trợ lý",
    State.LEFT: "người dân thôi không chờ",
}
REASONS = {
    Reason.ASKED: "xin gặp cán bộ",
    Reason.FAILED: "trợ lý chưa giúp được",
    Reason.DISTRESS: "KHẨN: người dân đang nguy cấp",
    Reason.AFTER_HOURS: "nhắn ngoài giờ",
}
CHANNELS = {
    "web": "Trang web",
    "telegram": "Telegram",
    "zalo_oa": "Zalo OA",
    "zalo_bot": "Zalo Bot",
}
WHO = {
    "resident": "Người dân",
    "assistant": "Trợ lý",
    "staff": "Cán bộ",
    "notice": "Trợ lý báo",
    "hidden": "Ẩn",
}
SLOTS = {"content": "Nội dung", "place": "Nơi xảy ra"}
GONE = "Không có hội thoại này, hoặc dữ liệu đã được xóa theo yêu cầu."
NO_WORDS = "Anh/chị chưa viết lời nào để gửi."
TOO_LONG = "Lời trả lời dài {count} ký tự, nhiều nhất là {most}. Rút gọn giúp."
NOTE_TOO_LONG = "Ghi chú dài {count} ký tự, nhiều nhất là {most}. Rút gọn giúp."
NOBODY_CHOSEN = "Chọn đơn vị hoặc người sẽ nhận. Nơi anh/chị chọn hiện không có ai nhận được."
NO_QUESTION = "Người dân chưa viết câu nào để gợi ý."
NO_DRAFT = "Trợ lý không có câu trả lời có nguồn cho câu này. Anh/chị tự viết giúp."
DRAFTED = "Đây là bản nháp của trợ lý. Anh/chị đọc, sửa rồi mới gửi."


def why_not(talk: Talk, login: str) -> str:
    """Say why something cannot be done with the conversation now."""
    if talk.closed_at:
        return f"Hội thoại này đã kết thúc lúc {moment(talk.closed_at)}."
    if talk.state is State.HELD and talk.taken_by != login:
        return f"{talk.taken_name} đã nhận hội thoại này lúc {moment(talk.taken_at)}."
    if talk.state is not State.HELD:
        return "Hội thoại này không còn trong tay anh/chị. Bấm Nhận rồi mới trả lời được."
    return "Lúc này chưa làm được việc đó. Xem lại trạng thái rồi làm lại."


def hours_line(ward: Ward, now: datetime) -> str:
    """Say whether the counter is open, and when it opens next."""
    hours = f" Giờ làm việc: {ward.hours}." if ward.hours else ""
    opened = is_open(now, ward.opening)
    if opened is None:
        return f"Hồ sơ phường chưa khai giờ làm việc, nên ai xin gặp cũng vào hàng chờ.{hours}"
    if opened:
        return f"Đang trong giờ làm việc.{hours}"
    opens = next_opening(now, ward.opening)
    after = f" Mở lại {moment_text(opens, now)}." if opens else ""
    return f"Ngoài giờ làm việc: người dân được mời để lại lời.{after}{hours}"


def sources(answer: Answer | None) -> list[tuple[str, str, str]]:
    """Return title, address and the rest of each source; no address for one that is no https."""
    bodies = [CitationBody.model_validate(each) for each in answer.citations] if answer else []
    return [_source(each) for each in bodies]


def draft_text(answer: Answer) -> str:
    """Return an answer as words to be sent by a person: warnings and sources are in them."""
    lines = [answer_json(answer, id="", ms=0).text]
    lines += [f"- {choice.title}" for choice in answer.choices]
    if told := _told(sources(answer)):
        lines += ["", "Nguồn:", *told]
    return "\n".join(lines)


def _told(found: Sequence[tuple[str, str, str]]) -> list[str]:
    lines = (" — ".join(part for part in (title, rest, url) if part) for title, url, rest in found)
    return [f"- {line}" for line in dict.fromkeys(lines)]


def _source(body: CitationBody) -> tuple[str, str, str]:
    return body.title, body.url if body.url and is_https(body.url) else "", source_line(body)
