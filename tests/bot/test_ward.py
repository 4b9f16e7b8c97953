"""A ward's profile, read or refused in one line."""

from pathlib import Path

import pytest

from bot.types import BotError
from bot.ward import load_ward

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_example_ward_is_tay_mo() -> None:
    ward = load_ward(CHECKOUT / "ward.toml")

    assert (ward.name, ward.province) == ("phường Tây Mỗ", "thành phố Hà Nội")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('name = "a"', ["province"]),
        ('name = "a"\nprovince = "b"\nfax = "1"', ["fax"]),
        ('name = "a"\nprovince = 5\nfax = 1', ["province", "fax"]),
        ("name = ", ["not a TOML file"]),
        ('name = "a"\nprovince = "b"\nchecked = "hôm qua"', ["checked"]),
    ],
)
def test_every_wrong_field_is_named_with_the_file(
    tmp_path: Path, content: str, words: list[str]
) -> None:
    path = tmp_path / "ward.toml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BotError) as caught:
        load_ward(path)

    message = str(caught.value)
    assert all(word in message for word in [*words, str(path)])
    assert "\n" not in message


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    path.write_bytes('name = "phường"'.encode("utf-16"))

    with pytest.raises(BotError, match="not a TOML file"):
        load_ward(path)


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"copy ward\.toml"):
        load_ward(tmp_path / "none.toml")


def test_every_fault_of_the_routes_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    path.write_text(
        'name = "a"\nprovince = 5\n[tickets]\nfax = "1"\n'
        '[[routes]]\nunit = ""\ncategories = ["lighting"]\n'
        '[[routes]]\nunit = "b"\ncategories = ["lamps", "road", "dogs"]\n',
        encoding="utf-8",
    )

    with pytest.raises(BotError) as caught:
        load_ward(path)

    message = str(caught.value)
    for words in ("province", "tickets.fax", "routes.0.unit", "lamps, dogs", "known: lighting"):
        assert words in message


def test_a_category_may_not_go_to_two_units(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    path.write_text(
        'name = "a"\nprovince = "b"\n'
        '[[routes]]\nunit = "c"\ncategories = ["road", "trees"]\n'
        '[[routes]]\nunit = "d"\ncategories = ["trees"]\n',
        encoding="utf-8",
    )

    with pytest.raises(BotError, match="more than one route for trees"):
        load_ward(path)


def test_the_routes_of_a_profile_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    path.write_text(
        'name = "a"\nprovince = "b"\n[tickets]\nunit = "c"\n'
        '[[routes]]\nunit = "d"\ncategories = ["road", "trees"]\n',
        encoding="utf-8",
    )

    ward = load_ward(path)

    assert ward.tickets.unit == "c"
    assert [(route.unit, route.categories) for route in ward.routes] == [("d", ("road", "trees"))]


def test_the_hours_that_are_read_come_from_those_that_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    text = 'name = "a"\nprovince = "b"\n[opening]\nmonday = ["08:00-12:00"]\n'
    path.write_text(text, encoding="utf-8")

    assert load_ward(path).hours == "thứ Hai: 8:00–12:00"

    path.write_text('hours = "sáng thứ Hai"\n' + text, encoding="utf-8")
    with pytest.raises(BotError, match="leave hours empty"):
        load_ward(path)


def test_a_wrong_hour_is_named_with_the_file_and_the_day(tmp_path: Path) -> None:
    path = tmp_path / "ward.toml"
    text = 'name = "a"\nprovince = "b"\n[opening]\nmonday = ["8-12"]\n'
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BotError, match=r'opening\.monday.*"8-12"'):
        load_ward(path)
