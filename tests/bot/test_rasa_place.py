"""How the place of a report is put right; needs no Rasa."""

import importlib

import pytest

from bot.rasa_train import PROJECT


@pytest.mark.parametrize(
    ("place", "right", "then"),
    [
        ("ngõ 3 đường Hoa Ban", "ngõ 5", "ngõ 5 đường Hoa Ban"),
        ("số 2 ngõ 3 Cầu Gỗ", "số 27", "số 27 ngõ 3 Cầu Gỗ"),
        ("ngõ 3 đường Hoa Ban", "số 27", "số 27 ngõ 3 đường Hoa Ban"),
        ("đường Hoa Ban", "ngõ 5", "ngõ 5 đường Hoa Ban"),
        ("trước chợ", "ngõ 5", "ngõ 5"),
        ("ngõ 3 đường Hoa Ban", "ngõ 65 đường Đại Mỗ", "ngõ 65 đường Đại Mỗ"),
    ],
)
def test_the_street_is_kept_when_only_a_number_was_wrong(
    monkeypatch: pytest.MonkeyPatch, place: str, right: str, then: str
) -> None:
    monkeypatch.syspath_prepend(PROJECT)

    assert importlib.import_module("components.place").put_right(place, right) == then
