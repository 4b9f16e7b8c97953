"""Nobody is held back before the limit, and nobody for what another did."""

from bot.pace import PEOPLE, UNLIMITED, Pace


def test_as_many_as_the_limit_says_are_allowed_and_no_more() -> None:
    pace = Pace("3 per 1 hour")

    assert [pace.allows("web:an") for _ in range(5)] == [True, True, True, False, False]


def test_each_conversation_has_a_limit_of_its_own() -> None:
    pace = Pace("1 per 1 hour")
    pace.allows("web:an")

    assert pace.allows("web:binh")
    assert not pace.allows("web:an")


def test_who_has_room_need_not_wait() -> None:
    pace = Pace("2 per 1 hour")
    pace.allows("web:an")

    assert pace.wait_s("web:an") == 0


def test_who_has_none_waits_until_the_first_of_the_window_is_past() -> None:
    pace = Pace("2 per 1 minute")
    for _ in range(3):
        pace.allows("web:an")

    assert 0 < pace.wait_s("web:an") <= 60


def test_a_person_may_send_twenty_messages_at_once() -> None:
    pace = Pace(PEOPLE)

    assert sum(pace.allows("web:an") for _ in range(50)) == 20


def test_without_a_limit_a_thousand_at_once_are_allowed() -> None:
    pace = Pace(UNLIMITED)

    assert all(pace.allows("web:an") for _ in range(1_000))
