"""The index folder: built whole or not at all, and opened only when everything in it fits."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from knowledge.store import RecordStore
from knowledge.types import (
    Audience,
    Guide,
    KnowledgeError,
    Locator,
    Plan,
    PlanPassage,
    Procedure,
    Record,
    Source,
)
from retrieval.build import FORMAT, Manifest, build_index, open_index, read_manifest
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.types import Filters, RetrievalError

SOURCE = Source(title="Bản thử", as_of=date(2026, 1, 5))
BIRTH = Procedure(code="1.1", name="Đăng ký khai sinh", steps=("Nộp tờ khai",), source=SOURCE)
MARRIAGE = Procedure(code="1.2", name="Đăng ký kết hôn", domain="Hộ tịch", source=SOURCE)
GUIDE = Guide(id="vneid", title="Cài VNeID", summary="Tải ứng dụng.", source=SOURCE)
PLAN = Plan(
    id="thu-2026",
    title="Kế hoạch thử",
    place="phường Tây Mỗ",
    year=2026,
    passages=(PlanPassage(id="thu-2026#1", text="Có 12 tổ số.", at=Locator(section="I")),),
    source=SOURCE,
)
RECORDS: list[Record] = [GUIDE, PLAN, BIRTH, MARRIAGE]
TEXTS = {
    "Cài VNeID",
    "Tải ứng dụng.",
    "I. Có 12 tổ số.",
    "Đăng ký khai sinh",
    "Nộp tờ khai",
    "Đăng ký kết hôn",
    "Hộ tịch",
}

FakeEncoder = Callable[..., "CountingEncoder"]


class CountingEncoder(Encoder, Protocol):
    """What the tests need of the fake: the port, and what it was asked to encode."""

    encoded: list[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def codes(
    folder: Path, encoder: Encoder, question: str, filters: Filters | None = None
) -> list[str]:
    """Open the index, ask, and return the records found, best first."""
    retriever, records = open_index(folder, encoder=encoder)
    records.close()
    hits = retriever.search(retriever.understand(question), filters or Filters(), 10)
    return [hit.passage.record_id for hit in hits]


def parts(folder: Path) -> Path:
    """Return where the parts in service lie."""
    return folder / read_manifest(folder).parts


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_manifest_says_what_the_index_was_made_from(folder: Path, encoder: Encoder) -> None:
    manifest = build_index(RECORDS, folder, encoder=encoder)

    assert manifest == Manifest(
        format=FORMAT,
        content=sha256((parts(folder) / "passages.json").read_bytes()).hexdigest(),
        encoder="trigrams",
        dimension=32,
        query_prefix="hỏi: ",
        passage_prefix="đáp: ",
        passages=7,
        records=4,
        parts=manifest.parts,
    )
    assert read_manifest(folder) == manifest


def test_what_was_built_can_be_searched_and_its_records_read(
    folder: Path, encoder: Encoder
) -> None:
    build_index(RECORDS, folder, encoder=encoder)

    retriever, records = open_index(folder, encoder=encoder)

    assert list(records.records()) == RECORDS
    records.close()
    hits = retriever.search(retriever.understand("ket hon"), Filters(), 10)
    assert hits[0].passage.record_id == "1.2"
    assert codes(folder, encoder, "tổ số", Filters(places=("tay mo",), year=2026)) == ["thu-2026"]


NAMES = ["lexical.npz", "passages.json", "records.sqlite", "restorer.npz", "vectors.faiss"]


def test_the_folder_holds_the_index_the_one_before_and_nothing_older(
    folder: Path, encoder: Encoder
) -> None:
    made = [build_index([record], folder, encoder=encoder).parts for record in RECORDS]

    assert [path.name for path in folder.parent.iterdir()] == ["index"]
    kept = [f"{each}/{name}" for each in made[-2:] for name in NAMES]
    assert sorted(contents(folder)) == sorted([*kept, "manifest.json"])


def test_what_a_killed_build_left_behind_does_not_hinder_the_next(
    folder: Path, encoder: Encoder
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    (folder / ".new-x" / "parts").mkdir(parents=True)
    (folder / ".new-manifest.json").write_text("{", encoding="utf-8")

    build_index([BIRTH], folder, encoder=encoder)

    assert not list(folder.glob(".new-*"))
    assert codes(folder, encoder, "khai sinh") == ["1.1"]


def test_an_index_with_its_parts_beside_the_manifest_is_read_and_replaced(
    folder: Path, encoder: Encoder
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    for path in parts(folder).iterdir():
        path.rename(folder / path.name)
    parts(folder).rmdir()
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**said, "parts": ""}), encoding="utf-8")
    assert "1.2" in codes(folder, encoder, "kết hôn")
    _, records = open_index(folder, encoder=encoder)

    build_index([BIRTH], folder, encoder=encoder)

    assert codes(folder, encoder, "khai sinh") == ["1.1"]
    assert records.procedure("1.2") == MARRIAGE, "what was opened before goes on"
    records.close()
    build_index([MARRIAGE], folder, encoder=encoder)
    assert not (folder / "records.sqlite").exists()


def test_an_opened_index_goes_on_while_another_takes_its_place(
    folder: Path, encoder: Encoder
) -> None:
    build_index([BIRTH], folder, encoder=encoder)
    _, records = open_index(folder, encoder=encoder)
    records.close()  # Every connection from now on is a new one, by the path.

    build_index([MARRIAGE], folder, encoder=encoder)

    assert records.procedure("1.1") == BIRTH
    assert records.procedure("1.2") is None
    records.close()


def test_parts_of_other_records_never_have_the_name_of_those_in_service(
    folder: Path, encoder: Encoder
) -> None:
    later = replace(BIRTH, source=replace(SOURCE, as_of=date(2026, 2, 1)))
    first = build_index([BIRTH], folder, encoder=encoder)
    second = build_index([later], folder, encoder=encoder)

    assert first.content == second.content
    assert first.parts != second.parts


def test_an_index_of_nothing_finds_nothing(folder: Path, encoder: Encoder) -> None:
    assert build_index([], folder, encoder=encoder).passages == 0

    assert codes(folder, encoder, "khai sinh") == []


def test_the_first_build_encodes_every_text_once(folder: Path, encoder: CountingEncoder) -> None:
    build_index([*RECORDS, replace(MARRIAGE, code="1.3")], folder, encoder=encoder)

    assert sorted(encoder.encoded) == sorted(TEXTS)


def test_texts_that_have_not_changed_are_not_encoded_again(
    folder: Path, fake_encoder: FakeEncoder
) -> None:
    build_index(RECORDS, folder, encoder=fake_encoder())
    again, changed = fake_encoder(), fake_encoder()

    build_index(RECORDS, folder, encoder=again)
    build_index([replace(BIRTH, name="Khai sinh lưu động"), MARRIAGE], folder, encoder=changed)

    assert again.encoded == []
    assert changed.encoded == ["Khai sinh lưu động"]


def test_reused_vectors_belong_to_the_right_passages(
    folder: Path, fake_encoder: FakeEncoder
) -> None:
    new = replace(BIRTH, code="0.9", name="Cấp thẻ căn cước")
    build_index(RECORDS, folder, encoder=fake_encoder())

    build_index([new, MARRIAGE, GUIDE], folder, encoder=fake_encoder())

    fresh = folder.with_name("fresh")
    build_index([new, MARRIAGE, GUIDE], fresh, encoder=fake_encoder())
    assert (parts(folder) / "vectors.faiss").read_bytes() == (
        parts(fresh) / "vectors.faiss"
    ).read_bytes()


@pytest.mark.parametrize(
    "difference", [{"name": "other"}, {"dimension": 16}, {"passage_prefix": "passage: "}]
)
def test_another_encoder_encodes_everything_anew(
    folder: Path, fake_encoder: FakeEncoder, difference: dict[str, object]
) -> None:
    build_index(RECORDS, folder, encoder=fake_encoder())
    other = fake_encoder(**difference)

    build_index(RECORDS, folder, encoder=other)

    assert set(other.encoded) == TEXTS


def test_only_the_beginning_of_a_long_text_is_encoded(
    folder: Path, encoder: CountingEncoder
) -> None:
    build_index([replace(BIRTH, steps=("bước " * 300,))], folder, encoder=encoder)

    assert max(len(text.split()) for text in encoder.encoded) == 80


def test_progress_ends_at_all_passages_and_counts_what_was_known(
    folder: Path, encoder: Encoder
) -> None:
    seen: list[tuple[int, int]] = []
    build_index(RECORDS, folder, encoder=encoder)

    build_index(
        [*RECORDS, replace(BIRTH, code="1.4", name="Khác")],
        folder,
        encoder=encoder,
        on_progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == [(8, 9), (9, 9)]


class Interrupted(Exception):
    pass


def test_an_interrupted_build_leaves_the_old_index_as_it_was(
    folder: Path, encoder: Encoder
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    before = contents(folder)

    def interrupt(done: int, total: int) -> None:
        if done == total:
            raise Interrupted

    with pytest.raises(Interrupted):
        build_index(
            [MARRIAGE, replace(BIRTH, name="Khác")], folder, encoder=encoder, on_progress=interrupt
        )

    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["index"]


def test_an_interrupted_first_build_leaves_nothing(folder: Path, encoder: Encoder) -> None:
    def interrupt(done: int, total: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        build_index(RECORDS, folder, encoder=encoder, on_progress=interrupt)

    assert list(folder.parent.iterdir()) == []


def test_a_rebuild_replaces_all_parts_and_a_reader_keeps_the_old_ones(
    folder: Path, encoder: Encoder
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    retriever, records = open_index(folder, encoder=encoder)
    assert records.procedure("1.1") == BIRTH

    build_index([replace(BIRTH, name="Khai sinh lưu động")], folder, encoder=encoder)

    assert codes(folder, encoder, "kết hôn") == ["1.1"]
    hits = retriever.search(retriever.understand("kết hôn"), Filters(), 1)
    assert hits[0].passage.record_id == "1.2"
    assert records.procedure("1.1") == BIRTH
    records.close()


def test_the_same_records_make_the_same_index(folder: Path, encoder: Encoder) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    first = contents(folder)
    shutil.rmtree(folder)

    build_index(RECORDS, folder, encoder=encoder)

    second = contents(folder)
    assert [name for name in first if first[name] != second[name]] == []


def test_without_an_index_the_error_says_how_to_make_one(folder: Path, encoder: Encoder) -> None:
    with pytest.raises(RetrievalError, match=r"index: no index here; run `motcua index`"):
        open_index(folder, encoder=encoder)


@pytest.mark.parametrize(
    "difference",
    [
        {"name": "other-model"},
        {"dimension": 16},
        {"query_prefix": "query: "},
        {"passage_prefix": "passage: "},
    ],
)
def test_an_index_of_another_encoder_is_refused_and_both_are_named(
    folder: Path, fake_encoder: FakeEncoder, difference: dict[str, object]
) -> None:
    build_index(RECORDS, folder, encoder=fake_encoder())
    other = fake_encoder(**difference)

    with pytest.raises(RetrievalError, match=r"run `motcua index`") as raised:
        open_index(folder, encoder=other)

    (value,) = difference.values()
    assert "built with encoder trigrams (32" in str(raised.value)
    assert f"{other.name} ({other.dimension}" in str(raised.value)
    assert str(value) in str(raised.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "{}", '{"format": 2}', "\udcff"])
def test_a_manifest_that_cannot_be_read_is_refused_with_its_path(
    folder: Path, encoder: Encoder, text: str
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    (folder / "manifest.json").write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(RetrievalError, match=r"manifest\.json: unreadable .*run `motcua index`"):
        open_index(folder, encoder=encoder)


def test_an_index_that_is_a_file_is_refused(folder: Path, encoder: Encoder) -> None:
    folder.touch()

    with pytest.raises(RetrievalError, match=r"manifest\.json: unreadable"):
        open_index(folder, encoder=encoder)


def test_an_index_of_another_format_is_refused_whatever_its_fields(
    folder: Path, encoder: Encoder
) -> None:
    manifest = build_index(RECORDS, folder, encoder=encoder)
    said = asdict(manifest) | {"format": FORMAT + 1, "new field": 1}
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises(RetrievalError, match=rf"format {FORMAT + 1}, this version needs {FORMAT}"):
        open_index(folder, encoder=encoder)


def edit_text(passages: str) -> str:
    return passages.replace("kết hôn", "ly hôn")


def edit_audience(passages: str) -> str:
    return passages.replace('"audience":"official"', '"audience":"public"')


def drop_one(passages: str) -> str:
    return json.dumps(json.loads(passages)[1:], ensure_ascii=False)


@pytest.mark.parametrize("edit", [edit_text, edit_audience, drop_one])
def test_passages_that_the_manifest_does_not_describe_are_refused(
    folder: Path, encoder: Encoder, edit: Callable[[str], str]
) -> None:
    build_index([BIRTH, replace(MARRIAGE, audience=Audience.OFFICIAL)], folder, encoder=encoder)
    path = parts(folder) / "passages.json"
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(RetrievalError, match=r"damaged \(passages\.json is not the one"):
        open_index(folder, encoder=encoder)


def test_vectors_of_an_index_that_was_tampered_with_are_not_reused(
    folder: Path, fake_encoder: FakeEncoder
) -> None:
    build_index([BIRTH, MARRIAGE], folder, encoder=fake_encoder())
    path = parts(folder) / "passages.json"
    swapped = path.read_text(encoding="utf-8").replace("khai sinh", "kết hôn", 1)
    path.write_text(swapped, encoding="utf-8")
    encoder = fake_encoder()

    build_index([BIRTH, MARRIAGE], folder, encoder=encoder)

    assert "Đăng ký kết hôn" in encoder.encoded


PARTS = [
    "passages.json",
    "vectors.faiss",
    "restorer.npz",
    "lexical.npz",
]


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_one_clear_error(folder: Path, encoder: Encoder, part: str) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    (parts(folder) / part).unlink()

    with pytest.raises(RetrievalError, match=r"index: damaged .*run `motcua index`"):
        open_index(folder, encoder=encoder)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_part_cut_short_is_one_clear_error(
    folder: Path, encoder: Encoder, part: str, share: float
) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    whole = (parts(folder) / part).read_bytes()
    (parts(folder) / part).write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(RetrievalError, match=r"index: damaged .*run `motcua index`"):
        open_index(folder, encoder=encoder)


@pytest.mark.parametrize("part", ["vectors.faiss", "lexical.npz"])
def test_a_part_of_another_index_is_refused(folder: Path, encoder: Encoder, part: str) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    build_index([BIRTH], folder.with_name("other"), encoder=encoder)
    shutil.copy(parts(folder.with_name("other")) / part, parts(folder) / part)

    with pytest.raises(
        RetrievalError, match=r"index: its parts do not fit together; run `motcua index`"
    ):
        open_index(folder, encoder=encoder)


def test_missing_records_are_one_clear_error(folder: Path, encoder: Encoder) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    (parts(folder) / "records.sqlite").unlink()

    with pytest.raises(KnowledgeError, match=r"records\.sqlite: no record store"):
        open_index(folder, encoder=encoder)


def test_a_damaged_index_does_not_stop_the_next_build(folder: Path, encoder: Encoder) -> None:
    build_index(RECORDS, folder, encoder=encoder)
    for part in PARTS:
        (parts(folder) / part).write_bytes(b"x")

    build_index(RECORDS, folder, encoder=encoder)

    assert codes(folder, encoder, "kết hôn")[0] == "1.2"


def test_a_large_index_searches_in_lists_and_its_vectors_are_used_again(
    folder: Path, fake_encoder: FakeEncoder
) -> None:
    build_index(RECORDS, folder, encoder=fake_encoder(), exact_up_to=6)
    assert not DenseIndex.load(parts(folder) / "vectors.faiss").is_exact
    assert codes(folder, fake_encoder(), "kết hôn")[0] == "1.2"

    again, back = fake_encoder(), fake_encoder()
    build_index(RECORDS, folder, encoder=again, exact_up_to=6)
    build_index(RECORDS, folder, encoder=back, exact_up_to=7)

    assert again.encoded == back.encoded == []
    assert DenseIndex.load(parts(folder) / "vectors.faiss").is_exact
    assert codes(folder, fake_encoder(), "kết hôn")[0] == "1.2"


def test_colloquial_sentences_teach_the_restorer_and_are_not_found(
    folder: Path, encoder: Encoder
) -> None:
    build_index([MARRIAGE], folder, encoder=encoder, colloquial=["đổi bằng lái xe"])

    retriever, records = open_index(folder, encoder=encoder)
    records.close()

    query = retriever.understand("doi bang lai xe")
    assert query.text == "đổi bằng lái xe"
    assert not np.any(query.lexical)


def test_the_index_s_records_need_no_file_beside_them(folder: Path, encoder: Encoder) -> None:
    build_index(RECORDS, folder, encoder=encoder)

    store = RecordStore(parts(folder) / "records.sqlite", read_only=True)
    assert store.plan("thu-2026") == PLAN
    store.close()
    assert sorted(path.name for path in parts(folder).glob("records*")) == ["records.sqlite"]
