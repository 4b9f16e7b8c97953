"""The fixed sentences: only what the ward's profile holds, and help when it may be urgent."""

import unicodedata

import pytest

from bot import phrases
from bot.scope import REFUSED
from bot.types import Act, Topic
from bot.ward import Ward

BARE = Ward(name="phường Bến Gỗ", province="thành phố Mây")
FULL = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    address="số 1 đường Sông",
    hours="8h đến 16h30",
    hotline="0900 000 001",
    portal_hotline="18000000",
)
SAID = [Act.GREET, Act.CAPABILITIES, Act.THANK, Act.GOODBYE, Act.PERSON]


@pytest.mark.parametrize("ward", [BARE, FULL], ids=["bare", "full"])
@pytest.mark.parametrize("act", SAID, ids=str)
def test_a_fixed_sentence_is_clean_and_leaves_no_gap(act: Act, ward: Ward) -> None:
    text = phrases.said(act, ward)

    assert text == unicodedata.normalize("NFC", text)
    assert not any(bad in text for bad in ("None", "  ", " ,", " .", ", ,", "(,"))


def test_a_person_is_reached_where_the_profile_says() -> None:
    text = phrases.person(FULL)

    assert all(word in text for word in ("số 1 đường Sông", "0900 000 001", "8h đến 16h30"))


def test_no_number_is_made_up_for_a_ward_without_one() -> None:
    assert not any(character.isdigit() for character in phrases.person(BARE))


@pytest.mark.parametrize(
    "question",
    ["con tôi sốt 40 độ", "chồng tôi đánh tôi", "toi khong muon song nua", "nhà cháy nhà"],
)
def test_words_of_danger_bring_the_emergency_numbers(question: str) -> None:
    text = phrases.out_of_scope(question, None, BARE)

    assert all(number in text for number in ("113", "114", "115", "111"))


@pytest.mark.parametrize("question", ["mai trời mưa không", "đánh giá phim này giúp tôi"])
def test_other_questions_do_not(question: str) -> None:
    assert "113" not in phrases.out_of_scope(question, None, BARE)


TOPICS = [None, *Topic]


@pytest.mark.parametrize("ward", [BARE, FULL], ids=["bare", "full"])
@pytest.mark.parametrize("topic", TOPICS, ids=str)
def test_what_is_not_answered_is_said_in_few_clean_words(topic: Topic | None, ward: Ward) -> None:
    text = phrases.out_of_scope("mai trời mưa không", topic, ward)

    assert text == unicodedata.normalize("NFC", text)
    assert len(text.split()) <= 75
    assert not any(bad in text for bad in ("None", "{", "  ", " .", " ,"))


@pytest.mark.parametrize(
    ("topic", "where"),
    [
        (Topic.COURT, "luật sư"),
        (Topic.MEDICAL, "115"),
        (Topic.HARM, "113"),
        (Topic.ABROAD, "đại sứ quán"),
        (Topic.BRIBE, "phản ánh"),
        (Topic.PENALTY, "0900 000 001"),
    ],
    ids=str,
)
def test_who_can_help_is_named_where_it_is_clear(topic: Topic, where: str) -> None:
    assert where in phrases.out_of_scope("", topic, FULL)


@pytest.mark.parametrize("topic", sorted(REFUSED), ids=str)
def test_a_refusal_is_not_the_general_excuse(topic: Topic) -> None:
    assert phrases.out_of_scope("", topic, BARE) != phrases.out_of_scope("", None, BARE)
