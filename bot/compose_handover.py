"""Tell a resident how the way to a person (cán bộ) stands."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot import phrases
from bot.handover_states import Reason, State
from bot.opening import moment_text
from bot.types import Act, Answer, Choice, Status
from bot.ward import Ward

_LEAVE = Choice(title="Không cần nữa", code=None, payload="thôi không cần nữa")
ASK_PERSON = Choice(title="Gặp cán bộ", code=None, payload="cho tôi gặp cán bộ")
_IN_QUEUE = (
    "Trong lúc chờ, anh/chị cứ viết việc cần gặp để cán bộ đọc trước, hoặc hỏi tôi việc khác."
)
_WRITE = (
    "Anh/chị viết cho tôi việc cần gặp, tôi giữ lại cho cán bộ. Muốn cán bộ gọi lại thì anh/chị "
    "ghi thêm số điện thoại, không ghi cũng được."
)
_PASSED_ON = "Tôi đã chuyển yêu cầu đến cán bộ."
_SORRY = "Xin lỗi anh/chị đã phải chờ."
_ASK_AGAIN = 'Cần gặp lại cán bộ, anh/chị nhắn "gặp cán bộ".'
_BACK = "Tôi là trợ lý tự động, từ đây tôi tiếp tục giúp anh/chị."
_SOON = (
    "Tôi đã báo cho phường, sẽ có người đọc lời anh/chị sớm nhất có thể. Trong lúc đó, anh/chị gọi "
    "các số trên."
)
_NOBODY_YET = (
    "Chưa có cán bộ nào trả lời được anh/chị. Lời anh/chị viết vẫn được giữ, sẽ có người đọc sớm "
    "nhất có thể. Anh/chị đừng chờ, gọi các số trên ngay."
)

TAKEN = (
    "Cán bộ đã vào cuộc trò chuyện và trả lời anh/chị tại đây. Tôi, trợ lý tự động, tạm dừng trả "
    "lời."
)
TAKEN_OVER = "Một cán bộ khác tiếp tục trả lời anh/chị."
_RATE = "Anh/chị hài lòng thế nào? Nhắn một số từ 1 (chưa hài lòng) đến 5 (rất hài lòng)."
GIVEN_BACK = f"Cán bộ đã kết thúc trao đổi. {_BACK} {_ASK_AGAIN}"
GIVEN_BACK_RATED = f"{GIVEN_BACK} {_RATE}"
"""When somebody of the staff has spoken."""
TIMED_OUT = f"Cán bộ không còn trong cuộc trò chuyện. {_BACK} {_ASK_AGAIN}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one conversation's hand-over stands."""

    id: int
    state: State
    reason: Reason
    position: int | None = None
    """In the queue, from 1; None for one that is not waiting."""
    is_open: bool | None = None
    """Whether the counter is open now; None: the ward has not told its hours."""
    next_opening: datetime | None = None
    """Of a closed counter, if it is known."""


def standing_answer(standing: Standing, *, ward: Ward, now: datetime) -> Answer:
    """Tell who asks for a person what happens now; in distress the emergency numbers come first."""
    if _is_distress(standing):
        return _answer(f"{phrases.URGENT}\n{_SOON}", _LEAVE)
    match standing.state:
        case State.WAITING:
            text = _waiting(standing, ward)
        case State.MESSAGE_ASKED:
            text = f"{_nobody(standing)} {_WRITE} {_reading(standing, now)}"
        case State.MESSAGE_TAKEN:
            text = f"Lời anh/chị viết tôi đã giữ lại cho cán bộ. {_reading(standing, now)}"
        case State.HELD:
            return silent()
        case State.RETURNED | State.LEFT:
            text = f"Hiện anh/chị không chờ gặp cán bộ. {_ASK_AGAIN}"
    return _answer(text, _LEAVE)


def still_answer(standing: Standing, ward: Ward, now: datetime) -> Answer:
    """Tell who complains of waiting where they stand, and that they may leave."""
    told = standing_answer(standing, ward=ward, now=now)
    if _is_distress(standing):
        return told
    text = told.text.replace(_PASSED_ON, "Yêu cầu của anh/chị vẫn còn trong hàng chờ.")
    return replace(told, text=f'{_SORRY} {text} Không muốn chờ nữa, anh/chị nhắn "thôi".')


def kept_answer(standing: Standing, *, now: datetime) -> Answer:
    """Confirm that the resident's words are kept for staff."""
    if _is_distress(standing):
        return _answer(f"{phrases.URGENT}\n{_SOON}", _LEAVE)
    text = (
        f"Tôi đã ghi lại cho cán bộ. {_reading(standing, now)} Cán bộ trả lời anh/chị tại đây. "
        "Trong lúc đó anh/chị vẫn hỏi tôi việc khác được."
    )
    return _answer(text, _LEAVE)


def noted_answer(standing: Standing) -> Answer:
    """Confirm to somebody in the queue that staff will read what was just written."""
    text = f"Tôi đã ghi lại cho cán bộ đọc. {_place(standing)} Anh/chị vẫn hỏi tôi việc khác được."
    return _answer(text, _LEAVE)


def left_answer() -> Answer:
    """Confirm that nobody is needed any more."""
    return _answer("Vâng, tôi đã bỏ yêu cầu gặp cán bộ. Anh/chị cần gì cứ hỏi tôi.")


def offer_answer() -> Answer:
    """Offer a person to somebody whom the assistant could not help several times."""
    text = "Mấy câu vừa rồi tôi chưa giúp được anh/chị. Anh/chị có muốn gặp cán bộ không?"
    return _answer(text, ASK_PERSON)


def failed_answer(standing: Standing) -> Answer:
    """Say that a person is being fetched for somebody whom the assistant could not help."""
    text = (
        "Mấy câu vừa rồi tôi chưa giúp được anh/chị nên tôi đã nhờ cán bộ xem giúp. "
        f'{_place(standing)} Anh/chị vẫn hỏi tôi tiếp được. Không cần gặp, anh/chị nhắn "thôi".'
    )
    return _answer(text, _LEAVE)


def silent() -> Answer:
    """Say nothing: a person has the conversation."""
    return Answer(status=Status.HANDOVER, text="", act=Act.PERSON, is_silent=True)


def unanswered_notice(standing: Standing, *, now: datetime) -> str:
    """Tell somebody in the queue that nobody came, and ask for a message instead."""
    if _is_distress(standing):
        return f"{phrases.URGENT}\n{_NOBODY_YET}"
    happened = (
        "Đã hết giờ làm việc mà chưa có cán bộ nào trả lời được."
        if standing.is_open is False
        else "Chưa có cán bộ nào trả lời được anh/chị."
    )
    return f"{happened} {_SORRY} {_WRITE} {_reading(standing, now)}"


def abandoned_notice(standing: Standing, *, now: datetime) -> str:
    """Tell somebody whose words staff have not answered that these are kept."""
    return (
        f"Cán bộ chưa trả lời tiếp được anh/chị. {_SORRY} Lời anh/chị viết vẫn được giữ lại cho "
        f"cán bộ. {_reading(standing, now)} {_BACK}"
    )


def forwarded_notice(standing: Standing, unit: str, *, now: datetime) -> str:
    """Tell somebody that staff have passed their conversation on; `unit` may be empty."""
    to = f" tới {unit}" if unit else " tới bộ phận khác"
    text = f"Cán bộ đã chuyển cuộc trò chuyện của anh/chị{to} để trả lời tiếp."
    if standing.state is State.WAITING:
        text += " Anh/chị không phải kể lại từ đầu. Có người nhận tôi báo ngay tại đây."
    else:
        text += f" Lời anh/chị viết vẫn được giữ lại. {_reading(standing, now)}"
    return f"{text} {_BACK}"


def _waiting(standing: Standing, ward: Ward) -> str:
    place = _place(standing)
    if standing.is_open is None:
        place += (
            " Tôi chưa có giờ làm việc của phường nên không hứa được khi nào có người trả lời."
            f" Cần gấp, {_lowered(phrases.where_to_turn(ward))}"
        )
    return f"{_PASSED_ON} {place} {_IN_QUEUE}"


def _is_distress(standing: Standing) -> bool:
    """Say whether help is needed now, and nobody has gone to them yet."""
    waits = (State.WAITING, State.MESSAGE_ASKED, State.MESSAGE_TAKEN)
    return standing.reason is Reason.DISTRESS and standing.state in waits


def _place(standing: Standing) -> str:
    if standing.position == 1:
        return "Anh/chị là người đầu tiên trong hàng chờ."
    return f"Anh/chị ở vị trí số {standing.position} trong hàng chờ."


def _nobody(standing: Standing) -> str:
    if standing.is_open is False:
        return "Bây giờ ngoài giờ làm việc nên chưa có cán bộ trả lời."
    return "Bây giờ chưa có cán bộ nào trả lời được anh/chị."


def _reading(standing: Standing, now: datetime) -> str:
    """Say when staff can read it, as far as that is known."""
    if standing.next_opening:
        return f"Sớm nhất là {moment_text(standing.next_opening, now)} có cán bộ đọc."
    if standing.is_open:
        return "Cán bộ đọc trong giờ làm việc, tôi không hứa được lúc nào."
    return "Tôi chưa có giờ làm việc của phường nên không hứa được khi nào cán bộ đọc."


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _answer(text: str, *choices: Choice) -> Answer:
    return Answer(status=Status.HANDOVER, text=text, act=Act.PERSON, choices=choices)
