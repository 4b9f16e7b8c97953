"""Ask the assistant as it ships, with Rasa, and keep its answers: what the channels are to show.

    python -m tests.channels.golden take

Codes of reports and times of day differ each time: take them again only when an answer changes.
"""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from bot import desk_words
from bot.types import Answer, Message
from channels import words
from channels.app import running
from channels.settings import read_settings
from knowledge.types import Audience

ANSWERS = Path(__file__).parent / "answers"
# A Monday.
TODAY = date(2026, 11, 23)

_STORED = TypeAdapter(Answer)
_LAMP = ("tôi muốn phản ánh", "đèn đường hỏng ba hôm nay", "số 12 ngõ 5 phố Cầu Gỗ", "bỏ qua")
_HOSTILE = (
    "tôi muốn phản ánh",
    "<b>ổ gà</b> to <a href='https://xau.example'>ở đây</a> & nguy hiểm\u202e\u200b 👨‍👩‍👧",
    "ngõ 3 <i>tổ 5",
    "bỏ qua",
)
# The last answer of each conversation is kept.
DIALOGUES: dict[str, tuple[str, ...]] = {
    "greeting": ("xin chào",),
    "overview": ("đăng ký khai sinh cho con",),
    "papers": ("xin chào", "đăng ký khai sinh cho con cần giấy tờ gì"),
    "papers-form-code": ("xin chào", "thủ tục đăng ký tạm trú cần giấy tờ gì"),
    "papers-many": ("thủ tục cấp giấy chứng nhận quyền sử dụng đất lần đầu cần giấy tờ gì",),
    "fee-of-a-long-name": ("chứng thực bản sao từ bản chính hết bao nhiêu tiền",),
    "time-and-due-day": ("đăng ký tạm trú mất mấy ngày",),
    "steps": ("các bước làm sổ đỏ lần đầu",),
    "doubtful": ("đăng ký kết hôn", "thời hạn"),
    "clarify-short-titles": ("làm lại giấy khai sinh bị mất",),
    "clarify-long-titles": ("mẹ tôi 82 tuổi được trợ cấp gì",),
    "clarify-after-wrong": ("đăng ký kết hôn hết bao nhiêu tiền", "chưa đúng"),
    "clarify-place": ("phường Dịch Vọng nay thuộc đâu",),
    "useful": ("đăng ký kết hôn hết bao nhiêu tiền", "có ích"),
    "no-content": ("giờ làm việc của phường",),
    "refused": ("đưa cán bộ bao nhiêu tiền thì làm nhanh",),
    "out-of-scope": ("hôm nay thời tiết thế nào",),
    "report-content": _LAMP[:1],
    "report-contact": _LAMP[:3],
    "report-confirm": _LAMP,
    "report-filed": (*_LAMP, "gửi"),
    "report-status": (*_LAMP, "gửi", "ghép", "phản ánh của tôi"),
    "report-like-another": _LAMP,
    "report-hostile": _HOSTILE,
    "person": ("cho tôi gặp cán bộ",),
    "crisis": ("tôi không muốn sống nữa",),
    "danger": ("nhà tôi đang cháy phải làm sao",),
    "guide": ("làm sao có tài khoản VNeID mức 2",),
    "two-warnings": ("có người gọi bảo tôi cài app VNeID theo link họ gửi",),
    "plan-target": ("Phường đặt chỉ tiêu gì về hồ sơ trực tuyến?",),
    "plan-many-sources": ("các chỉ tiêu chuyển đổi số của phường năm 2026",),
}
_WORDS = (
    "Chào chị, hồ sơ của chị thiếu bản vẽ hiện trạng. Chị làm giúp em mấy việc sau:\n"
    "- Mang bản vẽ có chữ ký của hai bên giáp ranh.\n"
    "- Mang bản chính giấy mua bán năm 1998 để đối chiếu.\n"
    "Chị đến sáng thứ Năm, gặp chị Hoa ở cửa số 3 nhé."
)


def read(path: Path) -> Answer:
    """Return a kept answer."""
    return _STORED.validate_json(path.read_bytes())


async def take() -> None:
    """Ask everything again and keep the answers; needs the index, the encoder and Rasa."""
    settings = read_settings().model_copy(update={"fixed_today": TODAY})
    for old in ANSWERS.glob("*.json"):
        old.unlink()
    async with running(settings, with_rasa=True) as motcua:
        while not motcua.is_ready():
            await asyncio.sleep(0.1)
        for name, messages in DIALOGUES.items():
            answer = None
            for number, text in enumerate(messages):
                message = Message(conversation_id=f"web:{name}", text=text, id=f"{name}-{number}")
                answer = await motcua.reception.reply(message)
            if answer is not None:
                _keep(name, answer)
    for name, answer in _fixed().items():
        _keep(name, answer)
    # The same as to residents, but for the mode.
    for name in ("plan-target", "danger"):
        official = replace(read(ANSWERS / f"{name}.json"), audience=Audience.OFFICIAL)
        _keep(f"{name}-to-an-official", official)


def _fixed() -> dict[str, Answer]:
    long = "\n\n".join(f"{n}. {_WORDS}" for n in range(1, 14))
    return {
        "silent": desk_words.SILENT,
        "too-fast": replace(desk_words.TOO_FAST, id=900),
        "words-of-staff": words.said(f"{words.STAFF_SAYS}\n{_WORDS}"),
        "long-words-of-staff": words.said(f"{words.STAFF_SAYS}\n{long}"),
        "asked-to-forget": words.FORGET,
        "unreadable": words.UNREADABLE,
    }


def _keep(name: str, answer: Answer) -> None:
    stored = _STORED.dump_json(answer, indent=1, exclude_defaults=True)
    (ANSWERS / f"{name}.json").write_bytes(stored + b"\n")
