"""Words and meaning together, one hit per record, and never a passage the filters refuse."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.types import Audience, Kind, Level, Passage
from retrieval.columns import COMMUNE_PRIOR
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalIndex
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

Make = Callable[..., Passage]


def retriever_over(passages: Sequence[Passage], encoder: Encoder) -> HybridRetriever:
    texts = [passage.text for passage in passages]
    return HybridRetriever(
        passages=passages,
        lexical=LexicalIndex.build(texts),
        dense=DenseIndex.build(encoder.encode_passages(texts)),
        encoder=encoder,
        restorer=Restorer.train(texts),
    )


@pytest.fixture
def four(passage: Make) -> list[Passage]:
    return [
        passage("birth", "Đăng ký khai sinh cho trẻ em"),
        passage("marriage", "Đăng ký kết hôn tại phường"),
        passage("card", "Cấp thẻ căn cước cho công dân"),
        passage("single", "Xác nhận tình trạng hôn nhân"),
    ]


@pytest.fixture
def retriever(four: list[Passage], encoder: Encoder) -> HybridRetriever:
    return retriever_over(four, encoder)


def ask(
    retriever: HybridRetriever, question: str, filters: Filters | None = None, k: int = 10
) -> list[Hit]:
    return retriever.search(retriever.understand(question), filters or Filters(), k)


def records(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.record_id for hit in hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("khai sinh cho con", "birth"),
        ("dang ky ket hon o phuong", "marriage"),
        ("làm CCCD", "card"),
        ("xac nhan tinh trang hon nhan", "single"),
    ],
)
def test_the_record_that_answers_comes_first_with_or_without_diacritics(
    retriever: HybridRetriever, question: str, first: str
) -> None:
    assert records(ask(retriever, question))[0] == first


def test_hits_come_best_first_and_no_more_than_asked(retriever: HybridRetriever) -> None:
    hits = ask(retriever, "đăng ký kết hôn", k=2)

    assert len(hits) == 2
    assert hits[0].score >= hits[1].score > 0
    assert hits == ask(retriever, "đăng ký kết hôn")[:2]


def test_the_dense_side_sees_the_question_written_out_with_its_diacritics(
    retriever: HybridRetriever, encoder: Encoder
) -> None:
    query = retriever.understand("Dang ky kết hôn lm")

    assert query.text == "đăng ký kết hôn làm"
    assert np.array_equal(query.vector, encoder.encode_query("đăng ký kết hôn làm"))
    assert query.terms[:5] == ("dang", "ky", "ket", "hon", "lam")


def test_a_record_of_several_passages_is_one_hit_with_its_best_passage(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over(
        [
            passage("card", "Cấp thẻ căn cước"),
            passage("card", "mất thẻ rồi thì làm lại thế nào", part="asked-0"),
            passage("card", "Công dân nộp hồ sơ tại công an phường", part="body"),
            passage("birth", "Đăng ký khai sinh"),
        ],
        encoder,
    )

    hits = ask(retriever, "mất thẻ làm lại")

    assert sorted(records(hits)) == sorted(set(records(hits)))
    assert hits[0].passage.id == "card#asked-0"


def test_of_passages_that_say_the_same_the_first_is_shown(passage: Make, encoder: Encoder) -> None:
    same = [passage("card", "Cấp thẻ", part=part) for part in ("name", "asked-0", "body")]

    (hit,) = ask(retriever_over(same, encoder), "cấp thẻ")

    assert hit.passage.id == "card#name"


def test_each_piece_of_a_plan_is_a_hit_of_its_own(passage: Make, encoder: Encoder) -> None:
    retriever = retriever_over(
        [
            passage("plan", "Chỉ tiêu hồ sơ trực tuyến", kind=Kind.PLAN, part="1", year=2026),
            passage("plan", "Chỉ tiêu tài khoản định danh", kind=Kind.PLAN, part="2", year=2026),
        ],
        encoder,
    )

    hits = ask(retriever, "chỉ tiêu hồ sơ và tài khoản", Filters(kind=Kind.PLAN))

    assert {hit.passage.id for hit in hits} == {"plan#1", "plan#2"}


def test_a_guide_and_a_procedure_of_the_same_id_are_two_hits(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over(
        [passage("vneid", "Cài VNeID", kind=kind) for kind in (Kind.PROCEDURE, Kind.GUIDE)], encoder
    )

    assert {hit.passage.kind for hit in ask(retriever, "cài vneid")} == {
        Kind.PROCEDURE,
        Kind.GUIDE,
    }


def test_of_two_that_say_the_same_the_commune_s_comes_first(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over(
        [
            passage("abroad", "Đăng ký kết hôn", levels=(Level.MINISTRY,)),
            passage("ward", "Đăng ký kết hôn", levels=(Level.PROVINCE, Level.COMMUNE)),
        ],
        encoder,
    )

    ward, abroad = ask(retriever, "đăng ký kết hôn")

    assert (ward.passage.record_id, abroad.passage.record_id) == ("ward", "abroad")
    assert ward.score - abroad.score == pytest.approx(COMMUNE_PRIOR)


def test_of_two_that_say_the_same_the_first_in_the_index_comes_first(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over([passage(n, "Đăng ký kết hôn") for n in "cab"], encoder)

    assert records(ask(retriever, "kết hôn")) == ["c", "a", "b"]


def test_the_lexical_share_is_the_idf_mass_of_the_content_held(
    retriever: HybridRetriever, four: list[Passage]
) -> None:
    lexical = LexicalIndex.build([passage.text for passage in four])
    hits = {hit.passage.record_id: hit for hit in ask(retriever, "hôm qua khai sinh ở phường")}
    mass = {word: lexical.idf(word) for word in ("khai", "sinh", "phuong")}

    assert hits["birth"].lexical == pytest.approx(
        (mass["khai"] + mass["sinh"]) / sum(mass.values())
    )
    assert hits["marriage"].lexical == pytest.approx(mass["phuong"] / sum(mass.values()))


def test_the_lexical_share_counts_all_passages_of_a_record(passage: Make, encoder: Encoder) -> None:
    retriever = retriever_over(
        [passage("a", "khai sinh"), passage("a", "quá hạn", part="body"), passage("b", "kết hôn")],
        encoder,
    )

    assert ask(retriever, "quá hạn khai sinh")[0].lexical == 1.0


def test_the_dense_figure_is_the_cosine_of_the_record_s_nearest_passage(
    retriever: HybridRetriever, four: list[Passage], encoder: Encoder
) -> None:
    question = retriever.understand("kết hôn tại phường")

    for hit in retriever.search(question, Filters(), 4):
        cosine = float(encoder.encode_passages([hit.passage.text])[0] @ question.vector)
        assert hit.dense == pytest.approx(cosine, abs=1e-5)


QUESTIONS = st.lists(
    st.sampled_from("đăng ký khai sinh hon nhan căn cước zz 12 tại ở phường cccd _ ?".split()),
    max_size=8,
).map(" ".join)
FILTERS = st.builds(
    Filters,
    audience=st.sampled_from(Audience),
    kind=st.none() | st.sampled_from(Kind),
    places=st.lists(st.sampled_from(["tay mo", "mo lao", "nowhere"]), max_size=2).map(tuple),
    year=st.none() | st.sampled_from([2024, 2025, 2026]),
)


@pytest.fixture(scope="module")
def mixed(passage: Make) -> list[Passage]:
    """Return passages of every kind, audience, place and year; records mix all but the kind."""
    one_of_each = itertools.product(Kind, Audience, ["", "tay mo", "mo lao"], [None, 2025, 2026])
    return [
        passage(
            f"r{number % 5}",
            f"khai sinh {WORDS[number % len(WORDS)]}",
            kind=kind,
            part=str(number),
            audience=audience,
            place=place,
            year=year,
        )
        for number, (kind, audience, place, year) in enumerate(one_of_each)
    ]


WORDS = ["kết hôn", "đăng ký", "tại phường", "căn cước", "", "12", "hôn nhân"]


@pytest.fixture(scope="module")
def over_mixed(mixed: list[Passage], fake_encoder: Callable[[], Encoder]) -> HybridRetriever:
    return retriever_over(mixed, fake_encoder())


def admits(filters: Filters, passage: Passage) -> bool:
    return (
        passage.audience in filters.audience.may_read()
        and filters.kind in (None, passage.kind)
        and (not filters.places or passage.place in filters.places)
        and filters.year in (None, passage.year)
    )


@settings(max_examples=200, deadline=None)
@given(question=QUESTIONS, filters=FILTERS)
def test_no_passage_that_the_filters_refuse_is_ever_shown(
    over_mixed: HybridRetriever, question: str, filters: Filters
) -> None:
    hits = ask(over_mixed, question, filters, k=100)

    assert [hit.passage for hit in hits if not admits(filters, hit.passage)] == []


@settings(max_examples=60, deadline=None)
@given(filters=FILTERS)
def test_every_record_with_an_admitted_passage_that_has_the_words_is_found(
    over_mixed: HybridRetriever, mixed: list[Passage], filters: Filters
) -> None:
    def key(passage: Passage) -> tuple[Kind, str]:
        return passage.kind, passage.id if passage.kind is Kind.PLAN else passage.record_id

    hits = ask(over_mixed, "khai sinh", filters, k=100)

    expected = {key(passage) for passage in mixed if admits(filters, passage)}
    assert {key(hit.passage) for hit in hits} == expected
    assert all(hit.lexical == 1 for hit in hits)


@settings(max_examples=60, deadline=None)
@given(question=QUESTIONS | st.text(max_size=20), k=st.integers(1, 6))
def test_any_question_is_searched_with_shares_from_0_to_1(
    over_mixed: HybridRetriever, question: str, k: int
) -> None:
    hits = ask(over_mixed, question, k=k)

    assert len(hits) <= k
    assert all(0 <= hit.lexical <= 1 for hit in hits)
    assert all(-1.001 <= hit.dense <= 1.001 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_words_of_a_passage_the_reader_may_not_see_count_for_nothing(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over(
        [
            passage("a", "Cấp thẻ"),
            passage("a", "quy trình nội bộ", part="body", audience=Audience.STAFF),
            passage("b", "Đổi thẻ"),
        ],
        encoder,
    )

    public = {h.passage.id: h.lexical for h in ask(retriever, "quy trình nội bộ")}
    staff = ask(retriever, "quy trình nội bộ", Filters(audience=Audience.STAFF))

    assert set(public.values()) == {0.0}
    assert (staff[0].passage.id, staff[0].lexical) == ("a#body", 1.0)


def test_the_only_admitted_passage_is_found_by_meaning_alone(
    passage: Make, encoder: Encoder
) -> None:
    retriever = retriever_over(
        [passage("a", "Cấp thẻ"), passage("b", "Đổi thẻ", kind=Kind.GUIDE)], encoder
    )

    (hit,) = ask(retriever, "zzz", Filters(kind=Kind.GUIDE))

    assert (hit.passage.record_id, hit.lexical) == ("b", 0.0)


@pytest.mark.parametrize("question", ["", "?!", "zzz qqq"])
def test_a_question_without_known_words_covers_nothing(
    retriever: HybridRetriever, question: str
) -> None:
    assert {hit.lexical for hit in ask(retriever, question)} <= {0.0}


@pytest.mark.parametrize("question", ["", "khai sinh"])
def test_an_empty_index_finds_nothing(encoder: Encoder, question: str) -> None:
    everything = Filters(kind=Kind.PLAN, places=("tay mo",), year=2026)

    for filters in (Filters(), everything):
        assert ask(retriever_over([], encoder), question, filters) == []


def test_one_understood_question_serves_several_searches_alike(retriever: HybridRetriever) -> None:
    query = retriever.understand("đăng ký kết hôn")
    before = query.lexical.copy()

    first = retriever.search(query, Filters(), 4)
    retriever.search(query, Filters(kind=Kind.PLAN), 4)

    assert retriever.search(query, Filters(), 4) == first
    assert np.array_equal(query.lexical, before)


@pytest.fixture(scope="module")
def many(passage: Make, fake_encoder: Callable[[], Encoder]) -> HybridRetriever:
    """Return a retriever over records alike enough that many are near each other's score."""
    random = np.random.default_rng(3)
    words = "đăng ký khai sinh kết hôn căn cước cư trú phí hồ sơ thẻ đổi cấp lại".split()

    def text() -> str:
        return " ".join(random.choice(words, size=random.integers(2, 9)))

    passages = [
        passage(
            f"r{record}",
            text(),
            part=part,
            levels=(Level.COMMUNE,) if record % 3 == 0 else (),
            audience=Audience.STAFF if random.random() < 0.2 else Audience.PUBLIC,
        )
        for record in range(150)
        for part in ("name", "asked", "body")
    ]
    return retriever_over(passages, fake_encoder())


@settings(max_examples=60, deadline=None)
@given(question=QUESTIONS, k=st.integers(1, 30), audience=st.sampled_from(Audience))
def test_the_best_of_few_are_the_first_of_all(
    many: HybridRetriever, question: str, k: int, audience: Audience
) -> None:
    filters = Filters(audience=audience)

    assert ask(many, question, filters, k) == ask(many, question, filters, 150)[:k]


@given(filters=st.lists(FILTERS, min_size=2, max_size=4), k=st.integers(1, 10))
def test_what_a_question_keeps_is_never_given_to_another_filter(
    over_mixed: HybridRetriever, filters: list[Filters], k: int
) -> None:
    query = over_mixed.understand("khai sinh tại phường")
    for _ in range(2):
        for wanted in filters:
            hits = over_mixed.search(query, wanted, k)
            assert all(admits(wanted, hit.passage) for hit in hits)
            assert hits == over_mixed.search(over_mixed.understand(query.text), wanted, k)
