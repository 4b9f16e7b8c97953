"""What the comparison with other libraries gives its ways, and how it counts."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.peers.collect import evenly, spread
from eval.peers.given import (
    OPENING_WORDS,
    Given,
    Piece,
    Question,
    QuestionSet,
    best_codes,
    read,
    write,
)
from eval.peers.report import Measured, cost_table, quality_table, times, verdicts
from eval.peers.vectors import Encoded, Encoding, kept
from eval.peers.ways import OURS, WAYS, Way
from eval.peers.worker import Built, Round, rank, timed
from retrieval import build

BIRTH = ("Đăng ký khai sinh", "1.001193")
DEATH = ("Đăng ký khai tử", "1.000656")
RESIDENCE = ("Xác nhận thông tin về cư trú", "1.010041")


def piece(text: str, code: str, *, is_name: bool = True) -> Piece:
    return Piece(id=f"{code}#{text}", code=code, is_name=is_name, text=text)


def question(text: str, *right: str) -> Question:
    return Question(text=text, right=right)


def given(**changed: object) -> Given:
    asked = (question("làm giấy khai sinh", BIRTH[1]), question("khai tử cho ông", DEATH[1]))
    plain = Given(
        pieces=tuple(piece(text, code) for text, code in (BIRTH, DEATH, RESIDENCE)),
        sets=(QuestionSet(name="own", writing="as written", questions=asked),),
        timed=("làm giấy khai sinh",),
        colloquial=(),
        index_dir="",
        encoder_dir="",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]  # whatever a test names


def measured(*, cpu: float, ranks: list[list[int]], encode_s: float = 0.0) -> Measured:
    built = Built(
        versions={},
        build_s=2.0,
        build_cpu_s=1.0,
        base_mb=30,
        resident_mb=100,
        peak_mb=120,
        ranks=ranks,
    )
    encoded = Encoded(wall_s=encode_s, cpu_s=encode_s, made_from="") if encode_s else None
    return Measured(built=built, rounds=[Round(wall=[2 * cpu], cpu=[cpu])], encoded=encoded)


def test_what_is_given_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written = given(colloquial=("bố em mất rồi ạ",))

    write(written, tmp_path / "given.json")

    assert read(tmp_path / "given.json") == written


def test_peers_encode_as_many_words_of_a_passage_as_our_index() -> None:
    text = " ".join(f"từ{number}" for number in range(200))

    assert piece(text, "1").opening == build._beginning(text)
    assert len(piece(text, "1").opening.split()) == OPENING_WORDS


def test_a_procedure_ranks_where_its_best_passage_does() -> None:
    assert best_codes(["a", "b", "a", "c", "b", "d"], 3) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("codes", "place"),
    [(["x", "b", "a"], 2), (["a"], 1), ([], 0), (["x"] * 10 + ["a"], 0)],
    ids=["second", "first", "nothing found", "after the tenth"],
)
def test_the_first_right_procedure_of_ten_counts(codes: list[str], place: int) -> None:
    assert rank(codes, question("?", "a", "b")) == place


def test_questions_are_taken_evenly_from_the_whole_file() -> None:
    assert evenly(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert evenly([1, 2], 5) == [1, 2]
    assert evenly([], 5) == []


def test_every_set_is_timed_alike() -> None:
    sets = [
        QuestionSet(
            name=name,
            writing="as written",
            questions=tuple(question(f"{name}{number}", "a") for number in range(size)),
        )
        for name, size in (("large", 100), ("small", 4))
    ]

    chosen = spread(sets, 6)

    assert sum(text.startswith("large") for text in chosen) == 3
    assert sum(text.startswith("small") for text in chosen) == 3


@pytest.mark.parametrize("name", ["bm25s", "bm25s, folded", "rapidfuzz, names, folded"])
def test_a_way_without_encoder_finds_a_procedure_by_its_name(name: str) -> None:
    search = WAYS[name].build(given())

    assert search("Đăng ký khai sinh")[0] == BIRTH[1]
    assert search("thông tin cư trú")[0] == RESIDENCE[1]


def test_the_folded_way_finds_the_same_without_diacritics() -> None:
    folded = WAYS["bm25s, folded"].build(given())

    assert folded("xac nhan cu tru") == folded("Xác nhận cư trú")
    assert folded("xac nhan cu tru")[0] == RESIDENCE[1]


def test_a_round_times_each_question_once_in_both_clocks() -> None:
    asked: list[str] = []

    def search(text: str) -> list[str]:
        asked.append(text)
        return []

    found = timed(search, ["một", "hai"])

    assert asked == ["một", "hai"]
    assert len(found.wall) == len(found.cpu) == 2


def test_times_are_the_medians_of_the_rounds() -> None:
    rounds = [Round(wall=[1.0, 2.0, 30.0], cpu=[1.0, 1.5, 2.0]) for _ in range(2)]
    rounds.append(Round(wall=[5.0, 6.0, 7.0], cpu=[3.0, 4.0, 5.0]))

    found = times(rounds)

    assert (found.p50, found.p50_low, found.p50_high) == (2.0, 2.0, 6.0)
    assert found.p95 == 30.0
    assert found.cpu == 1.5


def test_the_quality_table_counts_first_places_and_reciprocal_ranks() -> None:
    table = quality_table(given().sets, {"Ours": measured(cpu=1, ranks=[[1, 4]])})

    assert "own, as written (2)" in table
    assert table.splitlines()[-1].startswith("| Ours | 0.500 (")
    assert table.splitlines()[-1].endswith(", 0.625 |")


def test_a_question_that_finds_nothing_counts_as_the_worst() -> None:
    table = quality_table(given().sets, {"Ours": measured(cpu=1, ranks=[[0, 0]])})

    assert table.splitlines()[-1].endswith(", 0.000 |")


def test_the_time_to_build_holds_the_encoding_of_the_passages() -> None:
    table = cost_table({"Ours": measured(cpu=1, ranks=[], encode_s=10)})

    assert "| 12.0 (11.0) |" in table


def test_ours_is_held_against_the_fastest_that_encodes_and_the_fastest_of_all() -> None:
    ways = {
        OURS: Way(distributions=(), build=lambda _: list, encoder=Encoding.OURS),
        "Hybrid": Way(distributions=(), build=lambda _: list, encoder=Encoding.OURS),
        "Words": Way(distributions=(), build=lambda _: list),
    }
    figures = {
        OURS: measured(cpu=6, ranks=[]),
        "Hybrid": measured(cpu=5, ranks=[]),
        "Words": measured(cpu=1, ranks=[]),
    }

    encoding, of_all = verdicts(figures, ways)

    assert "1.20 times" in encoding
    assert ": within 1.5" in encoding
    assert "6.00 times" in of_all
    assert ": not within 1.5" in of_all


def test_without_ours_nothing_is_held_against_it() -> None:
    assert verdicts({"bm25s": measured(cpu=1, ranks=[])}) == []


def test_vectors_of_other_passages_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text("{}", encoding="utf-8")
    here = given(encoder_dir=str(tmp_path), vectors_dir=str(tmp_path))
    assert kept(here, Encoding.OURS) is None
    made = '{"wall_s": 1.0, "cpu_s": 1.0, "made_from": "of other passages"}'
    (tmp_path / "ours.json").write_text(made, encoding="utf-8")

    assert kept(here, Encoding.OURS) is None
