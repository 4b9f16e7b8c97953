"""Counts of what stands side by side: made, kept, and used for a document."""

import json
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from bot.review.checks.language_build import sentences, texts_of
from bot.review.checks.language_counts import count, counts, save, terms


def test_a_sentence_copied_a_hundred_times_is_one_witness() -> None:
    single, pairs = count(sentences(["Nộp hồ sơ tại phường. Nộp hồ sơ tại phường."] * 50))
    assert single["phường"] == 1
    assert pairs["hồ sơ"] == 1


def test_punctuation_and_what_is_no_syllable_part_neighbours() -> None:
    _, pairs = count(["nộp hồ sơ, giấy tờ qua VNeID hoặc bưu điện"])
    assert "sơ giấy" not in pairs
    assert "qua hoặc" not in pairs
    assert pairs["bưu điện"] == 1


def test_the_same_counts_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    single, pairs = {"b": 3, "a": 2, "c": 1}, {"b a": 2, "a b": 5, "a c": 1}
    save(single, pairs, tmp_path / "one.gz")
    save(dict(reversed(single.items())), dict(reversed(pairs.items())), tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_plans_are_not_counted(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("CREATE TABLE records (kind TEXT, id TEXT, body TEXT)")
        rows = [
            ("procedure", "1", json.dumps({"name": "Cấp giấy phép", "papers": ["Tờ khai"]})),
            ("plan", "2", json.dumps({"title": "Kế hoạch chuyển đối số"})),
        ]
        connection.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
    assert list(texts_of(store, tmp_path)) == ["Cấp giấy phép", "Tờ khai"]


def test_a_document_strengthens_what_we_know_and_never_its_own_slips() -> None:
    known = counts()
    after = known.after([("chuyển", "đổi"), ("chuyển", "đối"), ("chuyển", "đối")])
    assert after.seen("chuyển", "đổi") > known.seen("chuyển", "đổi")
    assert after.seen("chuyển", "đối") == 0


def test_the_counts_we_ship_know_common_pairs_and_all_our_terms() -> None:
    known = counts()
    assert known.seen("hồ", "sơ") > 500
    assert all(known.is_known(a, b) for term in terms() for a, b in pairwise(term))


def test_there_are_many_terms_and_none_twice() -> None:
    assert len(terms()) > 1_500
