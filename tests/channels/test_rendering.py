"""An answer as messages of a platform: complete, within the limits, safe, and easy to act on."""

import datetime
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import phrases
from bot.aspect import find_aspects
from bot.compose_more import more
from bot.types import Answer, CheckItem, Choice, Citation, Form, Status, Warn
from channels.platform import Tap, tap_in
from channels.rendering import TELEGRAM, ZALO_BOT, ZALO_OA, Markup, Piece, Style, render
from channels.split_text import code_points, utf16_units
from knowledge.types import Aspect, Channel, Fee, Paper, Procedure, Source, Submission

BRIEFLY = settings(max_examples=60, deadline=None)
FAMILY = "👨‍👩‍👧🇻🇳"
HOSTILE = "<b>đậm <a href='x'>đây</a> & \u202e\u200b\x07 5 < 6 &lt;"
LINK = "https://dichvucong.gov.vn/thu-tuc/019d2bfd-3fe0"

_NFD = unicodedata.normalize("NFD", "Nguyễn")
_WORDS = ("Lệ", "phí:", "8.000", "đồng.", "\n-", "mục", "\n\n", "một\u2028hai", "ơ" * 70)
_WORD = st.sampled_from([*_WORDS, _NFD, LINK, FAMILY, HOSTILE])
TEXTS = st.lists(_WORD, min_size=1, max_size=80).map(" ".join)
_SHORT = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)
_CHOICES = st.lists(
    st.builds(Choice, title=_SHORT, code=st.none(), payload=st.just("nói gì")), max_size=7
).map(tuple)
_DAYS = st.none() | st.dates(datetime.date(2024, 1, 1), datetime.date(2027, 1, 1))
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(Status),
    text=TEXTS,
    act=st.just("procedure"),
    id=st.none() | st.integers(1, 10**12),
    choices=_CHOICES,
    more=_CHOICES,
    notice=st.just("") | _SHORT,
    asks_feedback=st.booleans(),
    due=_DAYS,
    as_of=_DAYS,
    ticket=st.none() | st.just("PA-2611-4MAF"),
    warnings=st.lists(st.builds(Warn, kind=st.just("safety"), text=_SHORT), max_size=2).map(tuple),
    checklist=st.lists(st.builds(CheckItem, text=_SHORT, is_needed=st.booleans()), max_size=4).map(
        tuple
    ),
    citations=st.lists(
        st.builds(
            Citation, title=_SHORT, doc=st.just("d"), url=st.sampled_from([None, LINK]), as_of=_DAYS
        ),
        max_size=4,
    ).map(tuple),
)
STYLES = st.builds(
    Style,
    limit=st.integers(300, 900),
    measure=st.sampled_from([code_points, utf16_units]),
    markup=st.sampled_from(Markup),
    most_buttons=st.integers(0, 12),
    title_limit=st.integers(3, 40),
)
TWO = (
    Choice(title="Đăng ký khai sinh cho trẻ mới sinh", code="1", payload="1.001193"),
    Choice(title="Đăng ký khai sinh cho trẻ có cha mẹ ở xa", code="2", payload="2.000986"),
)
MORE = (
    Choice(title="Lệ phí", code=None, payload="lệ phí bao nhiêu tiền"),
    Choice(title="Nộp ở đâu", code=None, payload="nộp ở đâu"),
)


class Parsed(HTMLParser):
    """What Telegram makes of a text: which tags, and what is left to read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.seen = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("b", "i", "a")
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value or "" for _, value in attrs]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen += data


def seen(piece: Piece, style: Style) -> str:
    if style.markup is Markup.PLAIN:
        return piece.text
    parsed = Parsed(piece.text)
    assert parsed.open == []
    return parsed.seen


def said(text: str = "Nội dung.", **fields: object) -> Answer:
    made = Answer(status=Status.ANSWERED, text=text, act="procedure", id=12)
    return replace(made, **fields)  # type: ignore[arg-type]  # a builder


@BRIEFLY
@given(ANSWERS, STYLES)
def test_every_message_keeps_the_limit_with_markup_and_without(
    answer: Answer, style: Style
) -> None:
    for piece in render(answer, style):
        assert 0 < style.measure(piece.plain) <= style.limit
        assert 0 < style.measure(seen(piece, style)) <= style.limit


@BRIEFLY
@given(ANSWERS, STYLES)
def test_no_word_of_the_text_is_lost(answer: Answer, style: Style) -> None:
    pieces = render(replace(answer, warnings=(), checklist=()), style)
    told = "".join("".join(piece.plain for piece in pieces).split())
    shown = "".join("".join(seen(piece, style) for piece in pieces).split())

    visible = unicodedata.normalize("NFC", answer.text)
    visible = visible.replace("\u202e", "").replace("\u200b", "").replace("\x07", "")
    assert "".join(visible.split()) in told
    assert "".join(visible.split()) in shown


@BRIEFLY
@given(ANSWERS, STYLES)
def test_nothing_unseen_that_a_resident_typed_gets_through(answer: Answer, style: Style) -> None:
    for piece in render(answer, style):
        texts = (piece.text, piece.plain, *(button.title for button in piece.buttons))
        for text in texts:
            kinds = {unicodedata.category(character): character for character in text}
            assert not {"Cs"} & set(kinds)
            assert not set(text) & set("\u202e\u200b\x07\u2028")
            assert unicodedata.is_normalized("NFC", text)


@BRIEFLY
@given(ANSWERS, STYLES)
def test_buttons_stand_last_and_within_their_number_and_length_and_differ(
    answer: Answer, style: Style
) -> None:
    pieces = render(answer, style)

    assert not any(piece.buttons for piece in pieces[:-1])
    buttons = pieces[-1].buttons if pieces else ()
    assert len(buttons) <= style.most_buttons
    assert all(0 < len(button.title) <= style.title_limit for button in buttons)
    chosen = [button for button in buttons if tap_in(button.payload)]
    choices = chosen[: len(answer.choices)] if len(chosen) > len(answer.more) else chosen
    assert len({button.title for button in choices}) == len(choices)
    assert all(len(button.payload.encode()) <= 64 for button in buttons)


@BRIEFLY
@given(ANSWERS, STYLES)
def test_without_a_button_every_choice_is_in_the_words(answer: Answer, style: Style) -> None:
    pieces = render(answer, replace(style, most_buttons=0))
    told = " ".join(" ".join(piece.plain for piece in pieces).split())

    assert not any(piece.buttons for piece in pieces)
    assert answer.choices == () or "Anh/chị trả lời" in told or "anh/chị nhắn" in told
    assert answer.more == () or "Hỏi tiếp thì anh/chị nhắn" in told


@pytest.mark.parametrize("style", [TELEGRAM, ZALO_OA, ZALO_BOT], ids=["telegram", "oa", "bot"])
def test_a_silent_answer_is_no_message(style: Style) -> None:
    assert render(said("", is_silent=True), style) == []


def test_an_answer_of_one_screen_is_one_message_in_reading_order() -> None:
    (piece,) = render(
        said(
            "Phản ánh đã gửi.\nLưu ý: Đừng cho ai mã OTP.",
            notice="Phường lưu tin nhắn.",
            form=Form(name="ticket", asks="place"),
            warnings=(Warn(kind="safety", text="Đừng cho ai mã OTP."),),
            ticket="PA-2611-4MAF",
            due=datetime.date(2026, 11, 27),
            as_of=datetime.date(2026, 7, 1),
            citations=(
                Citation(
                    title="Sổ mẫu",
                    doc="s",
                    number="9/QĐ",
                    date=datetime.date(2026, 6, 1),
                    url=LINK,
                    as_of=datetime.date(2026, 7, 1),
                ),
            ),
            more=MORE,
            asks_feedback=True,
        ),
        ZALO_BOT,
    )

    assert piece.text == piece.plain
    assert piece.text.split("\n\n") == [
        "Phường lưu tin nhắn.",
        "Phản ánh: bước 2/4\nPhản ánh đã gửi.",
        "⚠️ Lưu ý: Đừng cho ai mã OTP.",
        "Mã phản ánh: PA-2611-4MAF\nNếu nộp hôm nay, hạn trả: thứ Sáu 27/11/2026.",
        f"Theo nguồn ngày 01/07/2026.\nNguồn: Sổ mẫu, số 9/QĐ, ngày 01/06/2026: {LINK}",
        'Hỏi tiếp thì anh/chị nhắn "lệ phí" hoặc "nộp ở đâu".',
        'Câu trả lời này có ích không? Anh/chị nhắn "có ích" hoặc "chưa đúng" giúp tôi.',
    ]


def test_what_is_not_ours_is_no_markup() -> None:
    (piece,) = render(said(HOSTILE, ticket="<i>PA"), TELEGRAM)

    assert "<b>đậm" in Parsed(piece.text).seen
    assert piece.text.count("<") == piece.text.count("<b>") * 2 == 2


def test_a_link_hides_behind_its_title_and_a_strange_address_is_none() -> None:
    cited = said(
        citations=(
            Citation(title='Sổ "A"', doc="a", url=f'{LINK}?a=1&b="2"'),
            Citation(title="Sổ B", doc="b", url="javascript:alert(1)"),
        )
    )

    (piece,) = render(cited, TELEGRAM)

    assert Parsed(piece.text).links == [f'{LINK}?a=1&b="2"']
    assert f'- Sổ "A": {LINK}?a=1&b="2"' in piece.plain
    assert "javascript" not in piece.text + piece.plain


@BRIEFLY
@given(st.integers(0, 600))
def test_a_source_and_what_is_offered_stay_whole_wherever_a_message_ends(length: int) -> None:
    cited = said("từ " * (length // 3) + "hết.", more=MORE)
    cited = replace(cited, citations=(Citation(title="Sổ thủ tục mẫu", doc="s", url=LINK),) * 2)

    pieces = render(cited, Style(limit=300))

    told = [piece.plain for piece in pieces]
    assert sum(f"Nguồn: Sổ thủ tục mẫu: {LINK}" in text for text in told) == 1
    assert told[-1].endswith('Hỏi tiếp thì anh/chị nhắn "lệ phí" hoặc "nộp ở đâu".')


def test_a_long_source_is_not_cut_between_its_words() -> None:
    cited = said("Một câu. " * 8, citations=(Citation(title="Sổ mẫu " * 15, doc="s", url=LINK),))

    pieces = render(cited, Style(limit=200))

    assert [piece.plain.count("Nguồn: ") for piece in pieces] == [0, 1]


def test_the_same_source_is_named_once() -> None:
    cited = said(citations=tuple(Citation(title="Sổ", doc="s", locator=at) for at in "abc"))

    assert render(cited, ZALO_BOT)[0].text.count("Sổ") == 1


def test_short_choices_are_buttons_that_tell_which_was_tapped() -> None:
    choices = (replace(TWO[0], title="Trẻ mới sinh"), replace(TWO[1], title="Cha mẹ ở xa"))
    asked = said("Loại nào?", choices=choices, more=MORE)

    (piece,) = render(asked, ZALO_OA)

    assert piece.text == "Loại nào?"
    assert [(button.title, tap_in(button.payload)) for button in piece.buttons] == [
        ("Trẻ mới sinh", Tap(answer_id=12, number=1)),
        ("Cha mẹ ở xa", Tap(answer_id=12, number=2)),
        ("Lệ phí", Tap(answer_id=12, number=3)),
        ("Nộp ở đâu", Tap(answer_id=12, number=4)),
    ]
    assert "1. Trẻ mới sinh\n2. Cha mẹ ở xa\nAnh/chị trả lời 1 hoặc 2." in piece.plain


def test_long_titles_are_numbered_whole_in_the_text_and_cut_on_the_buttons() -> None:
    (piece,) = render(said("Loại nào?", choices=TWO), ZALO_OA)

    assert piece.text == f"Loại nào?\n\n1. {TWO[0].title}\n2. {TWO[1].title}"
    assert [b.title for b in piece.buttons] == ["1. Đăng ký khai…", "2. Đăng ký khai…"]


def test_choices_that_the_text_lists_are_not_listed_again() -> None:
    text = f"Loại nào?\n1. {TWO[0].title}\n2. {TWO[1].title}"

    (piece,) = render(said(text, choices=TWO), ZALO_BOT)

    assert piece.text == f"{text}\n\nAnh/chị trả lời 1 hoặc 2."


def test_more_choices_than_buttons_are_numbers_to_type() -> None:
    choices = tuple(Choice(title=f"Việc {n}", code=None, payload=f"v{n}") for n in "abcdef")

    (piece,) = render(said("Việc nào?", choices=choices), ZALO_OA)

    assert piece.buttons == ()
    assert piece.text.endswith("6. Việc f\nAnh/chị trả lời bằng một số từ 1 đến 6.")


def test_alike_titles_are_told_apart_by_their_numbers() -> None:
    alike = (replace(TWO[0], title="Cấp lại thẻ"), replace(TWO[1], title="Cấp lại thẻ"))

    (piece,) = render(said("Thẻ nào?", choices=alike), TELEGRAM)

    assert [b.title for b in piece.buttons] == ["1. Cấp lại thẻ", "2. Cấp lại thẻ"]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(title="Gặp cán bộ", code=None, payload="cho tôi gặp cán bộ"), "Gặp cán bộ thì "),
        (Choice(title="Thôi", code=None, payload="thôi"), "Hoặc "),
        (Choice(title="Thẻ mới", code="tm-1", payload="tm-1"), "Hoặc "),
    ],
)
def test_one_choice_alone_is_typed_in_words_and_not_as_a_number(choice: Choice, words: str) -> None:
    (piece,) = render(said("Sao ạ?", choices=(choice,)), ZALO_BOT)

    typed = "Thẻ mới" if choice.code else choice.payload
    assert piece.text == f'Sao ạ?\n\n{words}anh/chị nhắn "{typed}".'


def test_feedback_has_buttons_if_there_is_room_and_words_if_not() -> None:
    four = (*MORE, replace(MORE[0], title="Thời hạn"), replace(MORE[0], title="Giấy tờ"))

    roomy = render(said(asks_feedback=True), ZALO_OA)[0]
    full = render(said(asks_feedback=True, more=four), ZALO_OA)[0]

    assert [b.payload for b in roomy.buttons] == ["có ích", "chưa đúng"]
    assert roomy.text.endswith("Câu trả lời này có ích không?")
    assert [b.title for b in full.buttons] == [choice.title for choice in four]
    assert full.text.endswith('Anh/chị nhắn "có ích" hoặc "chưa đúng" giúp tôi.')


def test_the_words_to_ask_on_are_understood_when_they_are_typed() -> None:
    stall = Procedure(
        code="tm-quay",
        name="Đăng ký quầy",
        source=Source(title="Sổ", as_of=datetime.date(2026, 7, 1)),
        place="Ban quản lý",
        papers=(Paper(name="Đơn"),),
        steps=("Nộp",),
        submissions=(Submission(channel=Channel.ONLINE, fees=(Fee(amount_vnd=1),)),),
    )
    offered = [*more(stall, ()), *more(stall, [Aspect.DOCUMENTS])]

    typed = [find_aspects(choice.title.lower()) for choice in offered]

    assert typed == [find_aspects(choice.payload) for choice in offered]
    assert len(typed) == 8
    assert all(typed)


def test_an_answer_that_is_not_kept_has_buttons_that_say_words() -> None:
    choices = (Choice(title="Gửi", code=None, payload="gửi"), MORE[1])

    (piece,) = render(said("Gửi?", id=None, choices=choices), TELEGRAM)

    assert [b.payload for b in piece.buttons] == ["gửi", "nộp ở đâu"]


@pytest.mark.parametrize("first", [phrases.URGENT, phrases.CRISIS])
def test_who_is_in_danger_reads_whom_to_call_before_anything_else(first: str) -> None:
    (piece,) = render(said(f"{first}\nViệc nào ạ?", notice="Phường lưu tin nhắn."), ZALO_BOT)

    assert piece.text.split("\n\n") == [first, "Việc nào ạ?", "Phường lưu tin nhắn."]


def papers(*items: CheckItem) -> Callable[[str], str]:
    return lambda text: render(said(text, checklist=items), ZALO_BOT)[0].text


def test_papers_that_the_text_names_are_not_named_again() -> None:
    show = papers(
        CheckItem(text="Tờ khai – nộp qua mạng thì điền mẫu điện tử", form="CT01"),
        CheckItem(text="Khi nhờ người khác: Văn bản ủy quyền (1 bản sao)"),
        CheckItem(text="Sổ cũ – không cần nếu đã có dữ liệu", is_needed=False),
    )
    text = (
        "Giấy tờ cần có:\n- Tờ khai (mẫu CT01)\n"
        "- Tùy trường hợp còn cần: Văn bản ủy quyền; Sổ cũ và giấy khác ghi ở nguồn.\n- Mang cả bút"
    )

    assert show(text).split("\n") == [
        "Giấy tờ cần có:",
        "- Tờ khai (mẫu CT01)",
        "- Khi nhờ người khác: Văn bản ủy quyền (1 bản sao)",
        "- Mang cả bút",
        "",
        "Không phải mang nếu đúng như ghi; chưa chắc thì cứ mang theo:",
        "- Sổ cũ – không cần nếu đã có dữ liệu",
    ]


def test_a_sum_of_papers_stays_if_one_of_it_has_no_line() -> None:
    show = papers(CheckItem(text="Tờ khai"), CheckItem(text="Văn bản ủy quyền"))

    shown = show("- Tờ khai\n- Tùy trường hợp còn cần: Văn bản ủy quyền; Giấy chứng tử.")

    assert "Giấy chứng tử" in shown


def test_papers_that_the_text_does_not_name_are_a_list_with_the_codes_of_forms() -> None:
    show = papers(CheckItem(text="Tờ khai – nộp qua mạng thì không cần", form="CT01"))

    assert show("Cần một giấy.").split("\n") == [
        "Cần một giấy.",
        "",
        "Giấy tờ cần mang:",
        "- Tờ khai (mẫu CT01) – nộp qua mạng thì không cần",
    ]


def test_a_long_answer_is_cut_between_its_items_with_the_buttons_last() -> None:
    items = "\n".join(f"- Việc thứ {n}: mang theo giấy tờ gốc để đối chiếu." for n in range(80))

    pieces = render(said(f"Các bước:\n{items}", more=MORE), ZALO_OA)

    assert len(pieces) == 3
    assert all(piece.text.startswith(("Các bước:", "- Việc")) for piece in pieces)
    assert [bool(piece.buttons) for piece in pieces] == [False, False, True]
