"""Turn questions and passages into vectors whose dot product says how close their meanings are.

The default encoder is the folder that set-up builds (`retrieval/encoder_build.py`); it needs only
ONNX Runtime and `tokenizers`. Any other model, a folder or a hub name, goes through
sentence-transformers, which costs seconds and hundreds of megabytes and so is imported only then.
"""

import json
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.types import RetrievalError

CARD_FILE, GRAPH_FILE, TOKENIZER_FILE = "encoder.json", "model.onnx", "tokenizer.json"
E5_QUERY_PREFIX, E5_PASSAGE_PREFIX = "query: ", "passage: "

_PASSAGE_THREADS = 2
"""One text each: measured faster than batches (58 against 51 passages of 120 tokens a second), no
padding, and a passage's vector does not depend on which passages it was encoded with."""
_PASSAGES_PER_STEP = 64
"""Passages between two reports of progress."""
_CHARACTERS_PER_TOKEN = 16
"""Our text has 4 to 5. What lies beyond cannot count, but 200,000 characters took a second."""

Progress = Callable[[int], None]
"""Called with the number of passages done so far."""


class Encoder(Protocol):
    """What search needs of a sentence encoder."""

    @property
    def name(self) -> str:
        """Identify the encoder; vectors of encoders with different names do not compare."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def query_prefix(self) -> str:
        """What the encoder itself puts before a question."""
        ...

    @property
    def passage_prefix(self) -> str:
        """What the encoder itself puts before a passage."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a question's vector, (dimension,), unit length."""
        ...

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, (n, dimension), unit length, in the order given."""
        ...


@dataclass(frozen=True)
class EncoderCard:
    """What `encoder.json` says about a built encoder."""

    name: str
    dimension: int
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    """Tokens a text is cut to, the two that mark its ends included."""
    content_hash: str
    """SHA-256 of graph and tokenizer, hexadecimal."""
    inputs_hash: str
    """SHA-256 of what the folder was built from, hexadecimal."""
    source: str
    """Where the weights come from, and their licence."""


def load_encoder(
    name_or_folder: str,
    *,
    default_folder: Path,
    query_prefix: str | None = None,
    passage_prefix: str | None = None,
) -> Encoder:
    """Return the encoder that a configuration names. Raises RetrievalError.

    "" and "default" mean the built folder `default_folder`, which has its own prefixes; anything
    else is a folder or hub name for sentence-transformers. Prefixes not given are the model's own
    prompts, or those of e5 if the name says e5, or none.
    """
    if name_or_folder in ("", "default"):
        return OnnxEncoder(default_folder)
    return SentenceTransformerEncoder(
        name_or_folder, query_prefix=query_prefix, passage_prefix=passage_prefix
    )


def read_card(folder: Path) -> EncoderCard:
    """Return a built folder's card. Raises RetrievalError if there is none or it is damaged."""
    path = folder / CARD_FILE
    try:
        return EncoderCard(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise RetrievalError(f"no encoder in {folder}: run make setup") from error
    except (OSError, ValueError, TypeError) as error:
        raise RetrievalError(
            f"{path} cannot be used ({error}): delete {folder} and run make setup"
        ) from error


class OnnxEncoder:
    """The built encoder, on ONNX Runtime.

    May be used from several threads. Each text is encoded alone and by one thread: on a busy
    machine two threads made the slowest queries slower.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._card = read_card(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors; what it cannot find of a GPU is no news here
        try:
            self._session = ort.InferenceSession(
                str(folder / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            raise RetrievalError(
                f"the encoder in {folder} cannot be loaded ({error}): "
                "delete the folder and run make setup"
            ) from error
        self._tokenizer.enable_truncation(self._card.max_tokens)
        self._tokenizer.no_padding()
        self._max_characters = self._card.max_tokens * _CHARACTERS_PER_TOKEN

    @property
    def name(self) -> str:
        """Return the model's name with its content hash: another build is another encoder."""
        return f"{self._card.name}@{self._card.content_hash[:12]}"

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self._card.dimension

    @property
    def query_prefix(self) -> str:
        """Return what comes before a question."""
        return self._card.query_prefix

    @property
    def passage_prefix(self) -> str:
        """Return what comes before a passage."""
        return self._card.passage_prefix

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a question's vector, (dimension,), unit length."""
        return self._encode(self.query_prefix + clean(text))

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, (n, dimension), unit length, in the order given."""
        prefixed = [self.passage_prefix + clean(text) for text in texts]
        vectors = np.empty((len(prefixed), self.dimension), np.float32)
        with ThreadPoolExecutor(_PASSAGE_THREADS, thread_name_prefix="encoder") as pool:
            # In steps, so that an interruption waits for one step and not for the whole index.
            for start in range(0, len(prefixed), _PASSAGES_PER_STEP):
                step = prefixed[start : start + _PASSAGES_PER_STEP]
                for row, vector in enumerate(pool.map(self._encode, step), start):
                    vectors[row] = vector
                if on_progress is not None:
                    on_progress(start + len(step))
        return vectors

    def _encode(self, text: str) -> NDArray[np.float32]:
        encoding = self._tokenizer.encode(text[: self._max_characters])
        tokens = np.array([encoding.ids], np.int64)
        inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        vector: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return vector


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, from a folder or a hub."""

    def __init__(
        self,
        name_or_folder: str,
        *,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
    ) -> None:
        # Here, because the import takes seconds and the default encoder does not need it.
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name_or_folder, device="cpu")
        except (OSError, ValueError) as error:
            raise RetrievalError(
                f"sentence-transformers cannot load the encoder {name_or_folder!r} ({error}): "
                "name a folder or a hub model, or leave it empty for the built one"
            ) from error
        self.name = Path(name_or_folder).name if Path(name_or_folder).exists() else name_or_folder
        prompts = self._model.prompts
        is_e5 = "e5" in self.name.lower() and "instruct" not in self.name.lower()
        self.query_prefix = _first(
            query_prefix, prompts.get("query") or None, E5_QUERY_PREFIX if is_e5 else ""
        )
        self.passage_prefix = _first(
            passage_prefix,
            prompts.get("document") or prompts.get("passage") or None,
            E5_PASSAGE_PREFIX if is_e5 else "",
        )
        self.dimension = len(self.encode_query(""))

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a question's vector, (dimension,), unit length."""
        vector: NDArray[np.float32] = self._encode([self.query_prefix + clean(text)])[0]
        return vector

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, (n, dimension), unit length, in the order given."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # Neighbours in length share a batch, so that little of it is padding.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(order), _PASSAGES_PER_STEP):
            rows = order[start : start + _PASSAGES_PER_STEP]
            vectors[rows] = self._encode([self.passage_prefix + clean(texts[row]) for row in rows])
            if on_progress is not None:
                on_progress(start + len(rows))
        return vectors

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        # The prompt is empty because the prefix is already there.
        vectors = self._model.encode(
            texts, prompt="", normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def clean(text: str) -> str:
    """Return the text in NFC and encodable: half a surrogate pair becomes a question mark."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode("utf-8")


def _first(*choices: str | None) -> str:
    return next(choice for choice in choices if choice is not None)
