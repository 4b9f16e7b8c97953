"""Write the network in float32 as a folder that sentence-transformers loads."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from retrieval.e5_weights import PackedModel, Q4Matrix
from retrieval.encoder import E5_PASSAGE_PREFIX, E5_QUERY_PREFIX
from retrieval.encoder_tokenizer import END, MASK, PAD, START, UNKNOWN

_PACKED_TO_BERT = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_transformers_folder(folder: Path, model: PackedModel, word_embeddings: Q4Matrix) -> None:
    """Write everything but `tokenizer.json` into `folder`, which must not exist yet."""
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "2_Normalize").mkdir()
    shape = model.shape
    tensors = _bert_tensors(model, word_embeddings)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    # It comes out readable by its owner alone, but a service may run as somebody else.
    (folder / "model.safetensors").chmod(0o644)
    _write(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": shape.epsilon,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": 1,
            "type_vocab_size": len(model.vectors["emb.type"]),
            "vocab_size": len(word_embeddings.codes),
        },
    )
    _write(
        folder / "tokenizer_config.json",
        {
            # XLMRobertaTokenizer would rebuild the tokenizer in its own way.
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": START,
            "cls_token": START,
            "eos_token": END,
            "sep_token": END,
            "pad_token": PAD,
            "unk_token": UNKNOWN,
            "mask_token": MASK,
        },
    )
    _write(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": _module("Transformer")},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": _module("Pooling")},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": _module("Normalize")},
        ],
    )
    _write(
        folder / "sentence_bert_config.json",
        {"max_seq_length": shape.positions, "do_lower_case": False},
    )
    _write(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": E5_QUERY_PREFIX, "document": E5_PASSAGE_PREFIX}},
    )
    _write(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
    )


def _bert_tensors(model: PackedModel, word_embeddings: Q4Matrix) -> dict[str, NDArray[np.float32]]:
    hidden = model.shape.hidden
    tensors = {
        "embeddings.word_embeddings.weight": word_embeddings.to_float32(),
        "embeddings.position_embeddings.weight": model.vectors["emb.pos"],
        "embeddings.token_type_embeddings.weight": model.vectors["emb.type"],
        "embeddings.LayerNorm.weight": model.vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": model.vectors["emb.ln.b"],
        # BertModel has a pooler that mean pooling never asks; zeros keep it from inventing one.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(model.shape.layers):
        for packed, bert in _PACKED_TO_BERT.items():
            at = f"l{layer}.{packed}"
            matrix = model.matrices.get(f"{at}.w")
            weight = model.vectors[f"{at}.w"] if matrix is None else matrix.to_float32()
            tensors[f"encoder.layer.{layer}.{bert}.weight"] = weight
            tensors[f"encoder.layer.{layer}.{bert}.bias"] = model.vectors[f"{at}.b"]
    return tensors


def _module(name: str) -> str:
    return f"sentence_transformers.models.{name}"


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
