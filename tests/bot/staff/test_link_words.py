"""Commands of staff are told from residents' words, however they are typed."""

import pytest

from bot.staff.link_words import ALPHABET, Command, Wish, code_in, read_command

CODE = "K7MP3QXF"


@pytest.mark.parametrize(
    "text",
    [
        "/canbo K7MP-3QXF",
        "/canbo k7mp3qxf",
        "/CanBo  K7MP 3QXF",
        "canbo K7MP-3QXF",
        "Cán bộ K7MP-3QXF",
        "/canbo@motcua_bot K7MP–3QXF",
        '"/canbo K7MP-3QXF"',
        "/canbo\nK7MP-3QXF\n",
        "/canbo: K7MP-3QXF",
    ],
)
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    assert read_command(text) == Command(wish=Wish.LINK, code=CODE)


@pytest.mark.parametrize("text", ["/canbo K7MP-3QX", "/canbo K0MP-3QXF", "/canbo 12345a"])
def test_what_cannot_be_a_code_is_a_wrong_one_and_nobodys_words(text: str) -> None:
    assert read_command(text) == Command(wish=Wish.LINK, code="")


@pytest.mark.parametrize("text", ["/canbo thoat", "/canbo thoát", "/canbo Hủy liên kết"])
def test_the_wish_to_unlink_is_read(text: str) -> None:
    assert read_command(text) == Command(wish=Wish.LEAVE)


def test_the_command_alone_asks_who_one_is() -> None:
    assert read_command(" /canbo ") == Command(wish=Wish.WHO)
    assert read_command("canbo") == Command(wish=Wish.WHO, is_sure=False)


def test_words_behind_the_command_are_a_residents_who_wants_a_person() -> None:
    command = read_command("/canbo tôi nộp hồ sơ rồi")
    assert command == Command(wish=Wish.PERSON, words="tôi nộp hồ sơ rồi")


@pytest.mark.parametrize(
    "text",
    [
        "cán bộ",
        "gặp cán bộ",
        "cán bộ ơi cho em hỏi",
        "cán bộ 0912345678",
        "K7MP-3QXF",
        "can bo nao phu trach dat dai",
        "",
        "kế hoạch chuyển đổi số",
    ],
)
def test_residents_words_are_left_alone(text: str) -> None:
    assert read_command(text) is None


def test_no_letter_of_a_code_is_changed_by_a_vietnamese_keyboard_or_looks_like_another() -> None:
    assert not set(ALPHABET) & set("AEIOUYDW")
    for alike in ("0OQ", "1IL", "2Z", "5S", "8B", "6G", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert code_in(ALPHABET[:8]) == ALPHABET[:8]
