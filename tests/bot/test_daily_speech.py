"""Sentences of daily speech for the index."""

from pathlib import Path

import pytest

from bot.daily_speech import daily_speech
from bot.rasa_train import PROJECT
from bot.types import BotError


def written(folder: Path, text: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "nlu_a.yml").write_text(text, encoding="utf-8")
    return folder


def test_examples_lose_their_annotations_and_short_forms(tmp_path: Path) -> None:
    project = written(
        tmp_path,
        'version: "3.1"\nnlu:\n  - intent: a\n    examples: |\n'
        "      - kế hoạch của [Tây Mỗ](place) năm [nay](date)\n"
        "      - lam giay khai sinh\n"
        "      - lệ phí bn ạ\n"
        "  - synonym: b\n",
    )

    assert daily_speech(project) == ["kế hoạch của Tây Mỗ năm nay", "lệ phí bao nhiêu ạ"]


def test_our_own_project_teaches_hundreds_of_sentences() -> None:
    assert len(daily_speech(PROJECT)) > 500


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"nlu_a\.yml"):
        daily_speech(written(tmp_path, "nlu: [1]"))
