"""Train the Rasa model when its sources have changed: `python -m bot.rasa_train`."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.rasa_check import check
from bot.types import BotError

PROJECT = Path(__file__).resolve().parent / "rasa_project"
_CHECKOUT = PROJECT.parent.parent
_PLACEHOLDER = "MODEL_HASH"
_TIMEOUT_S = 900

# What a trained model depends on; the lock stands for the versions of rasa and scikit-learn.
_PATTERNS = ("config.yml", "domain.yml", "requirements.lock", "data/*.yml", "components/*.py")

# Read by Rasa and TensorFlow. Rasa's cache would only hide what was trained from what.
TRAINING_ENVIRONMENT = {
    "RASA_MAX_CACHE_SIZE": "0",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}


def sources(project_dir: Path) -> list[Path]:
    """Return the files a model is trained from, in a fixed order."""
    found = [path for pattern in _PATTERNS for path in sorted(project_dir.glob(pattern))]
    return [*found, project_dir.parent / "aspect.py"]


def content_hash(project_dir: Path = PROJECT) -> str:
    """Return 16 hex digits that change with any source's name or content."""
    digest = hashlib.sha256()
    for path in sources(project_dir):
        if not path.is_file():
            raise BotError(f"{path}: missing; restore it from the repository")
        digest.update(path.relative_to(project_dir.parent).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path(project_dir: Path, build_dir: Path) -> Path:
    """Return where the model of the present sources lies, whether it is trained yet or not."""
    return build_dir / "rasa" / f"{content_hash(project_dir)}.tar.gz"


def train(python: Path, *, project_dir: Path = PROJECT, build_dir: Path) -> Path:
    """Return the model of the present sources, training it first if it is not there.

    Raises BotError when Rasa's environment is missing, the sources do not fit each other, or
    training fails.
    """
    model = model_path(project_dir, build_dir)
    if model.is_file():
        return model
    if not python.is_file():
        raise BotError(f"{python}: Rasa's Python 3.10 environment is missing; run: make setup")
    check(project_dir)
    model.parent.mkdir(parents=True, exist_ok=True)
    # A copy, so that Rasa leaves no files beside the sources and the domain can carry the hash.
    with tempfile.TemporaryDirectory(dir=model.parent) as scratch:
        copied = _copy(project_dir, Path(scratch), content_hash(project_dir))
        log = model.parent / "train.log"
        trained = Path(scratch) / model.name
        _run_rasa(python, copied, trained, log)
        os.replace(trained, model)
    return model


def _copy(project_dir: Path, scratch: Path, model_hash: str) -> Path:
    for source in sources(project_dir):
        target = scratch / source.relative_to(project_dir.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    copied = scratch / project_dir.name
    domain = copied / "domain.yml"
    text = domain.read_text(encoding="utf-8")
    if _PLACEHOLDER not in text:
        raise BotError(f"{project_dir / 'domain.yml'}: no {_PLACEHOLDER}; payloads must name it")
    # Quoted: a hash of digits only would be read as a number.
    domain.write_text(text.replace(_PLACEHOLDER, f'"{model_hash}"'), encoding="utf-8")
    return copied


def _run_rasa(python: Path, copied: Path, trained: Path, log: Path) -> None:
    command = [str(python), "-m", "rasa", "train", "--data", "data", "--domain", "domain.yml"]
    command += ["--config", "config.yml", "--out", str(trained.parent)]
    command += ["--fixed-model-name", trained.name.removesuffix(".tar.gz")]
    with log.open("wb") as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and fixed arguments
                command,
                cwd=copied,
                env={**os.environ, **TRAINING_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BotError(f"training took over {_TIMEOUT_S} s; see {log}") from None
    if done.returncode != 0 or not trained.is_file():
        raise BotError(f"rasa train failed (exit {done.returncode}); see the end of {log}")


def main() -> int:
    """Train if needed and write the model's path to standard output."""
    parser = argparse.ArgumentParser(prog="bot.rasa_train", description=__doc__)
    parser.add_argument("--python", type=Path, default=_CHECKOUT / ".venv-rasa" / "bin" / "python")
    parser.add_argument("--build-dir", type=Path, default=_CHECKOUT / "var" / "build")
    options = parser.parse_args()
    try:
        if not model_path(PROJECT, options.build_dir).is_file():
            sys.stderr.write("training the Rasa model; about half a minute\n")
        model = train(options.python, build_dir=options.build_dir)
    except BotError as error:
        sys.stderr.write(f"motcua: {error}\n")
        return 1
    sys.stdout.write(f"{model}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
