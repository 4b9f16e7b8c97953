"""Every channel shows the kept answers as somebody has read and found good.

After a change that is meant: `python -m tests.channels.golden`, and read what differs.
"""

import pytest

from tests.channels.golden.shown import CHANNELS, SHOWN, golden, names, shown


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", names())
def test_a_channel_shows_an_answer_as_it_was_read(name: str, channel: str) -> None:
    assert shown(name, channel) == golden(name, channel).read_text(encoding="utf-8")


def test_at_least_25_answers_are_kept_for_five_channels() -> None:
    assert len(names()) >= 25
    assert len(CHANNELS) == 5


def test_no_golden_file_is_left_of_an_answer_that_is_gone() -> None:
    assert sorted(path.name for path in SHOWN.iterdir()) == names()
