"""The encoder that serves: vectors, errors, and what it does not import."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import (
    E5_PASSAGE_PREFIX,
    E5_QUERY_PREFIX,
    Encoder,
    OnnxEncoder,
    SentenceTransformerEncoder,
    clean,
    load_encoder,
)
from retrieval.encoder_check import REFERENCE, Sample, check, compare, read_reference
from retrieval.types import RetrievalError

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "var" / "build" / "encoder"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """Return the encoder that set-up built; fails, saying so, if it did not."""
    return load_encoder("", default_folder=BUILT)


@pytest.fixture(scope="module")
def float32_encoder() -> Encoder:
    """Return the same network in float32 through sentence-transformers."""
    return load_encoder(str(BUILT / "st"), default_folder=BUILT)


def test_without_a_built_folder_the_error_says_to_run_set_up(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match=r"no encoder in .*nowhere: run make setup"):
        load_encoder("default", default_folder=tmp_path / "nowhere")


@pytest.mark.parametrize("card", ["", "[]", '{"name": "x"}', '{"name": "x", "unknown": 1}'])
def test_a_damaged_card_is_refused_with_its_path(tmp_path: Path, card: str) -> None:
    (tmp_path / "encoder.json").write_text(card, encoding="utf-8")

    with pytest.raises(RetrievalError, match=r"encoder\.json cannot be used"):
        load_encoder("", default_folder=tmp_path)


def test_a_damaged_network_is_refused_with_its_folder(tmp_path: Path) -> None:
    card = {
        "name": "x",
        "dimension": 2,
        "query_prefix": "",
        "passage_prefix": "",
        "max_tokens": 8,
        "content_hash": "0",
        "inputs_hash": "0",
        "source": "",
    }
    (tmp_path / "encoder.json").write_text(json.dumps(card), encoding="utf-8")
    (tmp_path / "model.onnx").write_bytes(b"not a network")

    with pytest.raises(RetrievalError, match="cannot be loaded"):
        load_encoder("", default_folder=tmp_path)


def test_cleaning_composes_accents_and_replaces_half_a_surrogate_pair() -> None:
    assert clean(unicodedata.normalize("NFD", "Mộ Lao") + "\ud83d") == "Mộ Lao?"


class TurnedEncoder:
    """Vectors that make a known angle with (1, 0)."""

    name, dimension, query_prefix, passage_prefix = "turned", 2, "", ""

    def __init__(self, cosine: float) -> None:
        self._vector = np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)

    def encode_query(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return self._vector

    def encode_passages(
        self, texts: object, *, on_progress: object = None
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return self._vector[np.newaxis]


@pytest.mark.parametrize("cosine", [0.98, -1.0, float("nan")])
def test_the_check_refuses_vectors_that_turned_too_far(cosine: float) -> None:
    samples = [Sample("query", "câu hỏi", (1.0, 0.0))]

    with pytest.raises(RetrievalError, match="câu hỏi"):
        check(TurnedEncoder(cosine), samples)


def test_the_check_returns_lowest_and_mean_of_vectors_that_agree() -> None:
    samples = [Sample("query", "câu hỏi", (2.0, 0.0)), Sample("passage", "đoạn", (1.0, 0.0))]

    assert check(TurnedEncoder(0.996), samples) == pytest.approx((0.996, 0.996))


def test_the_reference_has_accented_unaccented_decomposed_and_english_sentences() -> None:
    texts = [sample.text for sample in read_reference(REFERENCE)]

    assert len(texts) >= 12
    assert any(text != clean(text) for text in texts)
    assert any(not text.isascii() and text == clean(text) for text in texts)
    assert any(text.isascii() and "passport" in text for text in texts)
    assert any(text.isascii() and "dang ky" in text for text in texts)


@pytest.mark.model
def test_vectors_agree_with_the_reference(encoder: Encoder) -> None:
    check(encoder, read_reference(REFERENCE))


@pytest.mark.model
def test_a_vector_has_the_dimension_said_and_unit_length(encoder: Encoder) -> None:
    for text in ("làm hộ chiếu ở đâu", "", "   ", "\x00", "😀", "từ " * 20_000, "á" * 20_000):
        vector = encoder.encode_query(text)

        assert vector.shape == (encoder.dimension,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


@pytest.mark.model
def test_decomposed_and_composed_text_have_one_vector(encoder: Encoder) -> None:
    text = "Đổi thẻ căn cước ở phường Tây Mỗ"

    decomposed = encoder.encode_query(unicodedata.normalize("NFD", text))

    assert np.array_equal(decomposed, encoder.encode_query(text))


@pytest.mark.model
def test_a_passage_has_one_vector_whatever_it_is_encoded_with(encoder: Encoder) -> None:
    texts = [f"Bước {number}: " + "nộp hồ sơ " * (number % 7) for number in range(150)]

    together = encoder.encode_passages(texts)

    assert together.shape == (150, encoder.dimension)
    for row in (0, 63, 64, 149):
        assert np.array_equal(together[row], encoder.encode_passages([texts[row]])[0])


@pytest.mark.model
def test_no_passages_give_an_empty_array(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


@pytest.mark.model
def test_progress_rises_to_the_number_of_passages(encoder: Encoder) -> None:
    reports: list[int] = []

    encoder.encode_passages(["lệ phí"] * 130, on_progress=reports.append)

    assert reports == sorted(set(reports))
    assert reports[-1] == 130


@pytest.mark.model
def test_a_question_and_a_passage_of_the_same_words_differ_by_their_prefix(
    encoder: Encoder,
) -> None:
    text = "đăng ký tạm trú"

    assert encoder.encode_query(text) @ encoder.encode_passages([text])[0] < 0.99


@pytest.mark.model
def test_a_question_is_nearest_to_the_passage_that_answers_it(encoder: Encoder) -> None:
    passages = encoder.encode_passages(
        [
            "Cấp lại thẻ căn cước bị mất: công dân đến cơ quan công an, lấy vân tay và chụp ảnh.",
            "Đăng ký khai sinh: nộp giấy chứng sinh tại bộ phận một cửa của phường.",
            "Đăng ký hộ kinh doanh: kê khai ngành nghề, địa chỉ và vốn.",
        ]
    )

    questions = [
        "rơi mất căn cước rồi làm lại sao",
        "em bé mới đẻ cần giấy tờ gì",
        "mở quán bán phở thì kê khai gì",
    ]

    assert [int((passages @ encoder.encode_query(q)).argmax()) for q in questions] == [0, 1, 2]


@pytest.mark.model
def test_the_name_tells_one_build_from_another(encoder: Encoder) -> None:
    card = json.loads((BUILT / "encoder.json").read_text(encoding="utf-8"))

    assert encoder.name == f"{card['name']}@{card['content_hash'][:12]}"


@pytest.mark.model
def test_serving_imports_neither_torch_nor_transformers() -> None:
    script = (
        "import sys, json, pathlib\n"
        "from retrieval.encoder import load_encoder\n"
        f"encoder = load_encoder('', default_folder=pathlib.Path({str(BUILT)!r}))\n"
        "encoder.encode_query('x'); encoder.encode_passages(['y'])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )

    output = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = set(json.loads(output.stdout))
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "onnx", "sklearn"}


# Loading sentence-transformers and torch warns about their own future.
_THIRD_PARTY = pytest.mark.filterwarnings("default")


@pytest.mark.model
@_THIRD_PARTY
def test_the_folder_for_sentence_transformers_gives_the_reference(float32_encoder: Encoder) -> None:
    assert compare(float32_encoder, read_reference(REFERENCE)).min() > 0.999


@pytest.mark.model
@_THIRD_PARTY
def test_both_forms_of_the_network_agree_on_other_sentences(
    encoder: Encoder, float32_encoder: Encoder
) -> None:
    texts = ["Mức thu phí thẩm định hồ sơ", "xin cap phep xay dung nha o", "How much is the fee?"]

    both = zip(encoder.encode_passages(texts), float32_encoder.encode_passages(texts), strict=True)

    assert min(float(a @ b) for a, b in both) > 0.995


@pytest.mark.model
@_THIRD_PARTY
def test_sentence_transformers_keeps_the_order_and_reports_progress(
    float32_encoder: Encoder,
) -> None:
    texts = ["một hai ba bốn năm", "", "một"] * 30
    reports: list[int] = []

    vectors = float32_encoder.encode_passages(texts, on_progress=reports.append)

    assert reports[-1] == 90
    assert vectors[89] @ float32_encoder.encode_passages(["một"])[0] > 0.9999


@pytest.mark.model
@_THIRD_PARTY
def test_prefixes_come_from_the_model_unless_they_are_given(float32_encoder: Encoder) -> None:
    given = load_encoder(
        str(BUILT / "st"), default_folder=BUILT, query_prefix="", passage_prefix="đoạn: "
    )

    assert isinstance(given, SentenceTransformerEncoder)
    assert (given.query_prefix, given.passage_prefix) == ("", "đoạn: ")
    assert (float32_encoder.query_prefix, float32_encoder.passage_prefix) == (
        E5_QUERY_PREFIX,
        E5_PASSAGE_PREFIX,
    )


@pytest.mark.model
@_THIRD_PARTY
def test_a_folder_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="no-such-model"):
        load_encoder(str(tmp_path / "no-such-model"), default_folder=BUILT)


@pytest.mark.model
def test_the_default_encoder_is_the_one_on_onnx_runtime(encoder: Encoder) -> None:
    assert isinstance(encoder, OnnxEncoder)
