"""When the Rasa model has to be trained again, and what training needs."""

import re
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.aspect import plain_words
from bot.rasa import ACT_OF_INTENT
from bot.rasa_train import PROJECT, content_hash, model_path, sources, train
from bot.types import Act, BotError

NLU_TEST = Path(__file__).parent / "nlu_test.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a model is trained from."""
    copied = tmp_path / "bot" / "rasa_project"
    for source in sources(PROJECT):
        target = copied.parent / source.relative_to(PROJECT.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    shutil.copyfile(PROJECT / "endpoints.yml", copied / "endpoints.yml")
    return copied


def test_a_copy_elsewhere_has_the_same_hash(project: Path) -> None:
    assert content_hash(project) == content_hash(PROJECT)


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "requirements.lock",
        "data/rules.yml",
        "data/nlu_plan.yml",
        "components/guard.py",
        "../aspect.py",
    ],
)
def test_a_change_in_any_source_asks_for_a_new_model(project: Path, name: str) -> None:
    before = model_path(project, Path("build"))
    path = project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert model_path(project, Path("build")) != before


def test_a_new_file_of_examples_asks_for_a_new_model(project: Path) -> None:
    before = content_hash(project)
    (project / "data" / "nlu_more.yml").write_text('version: "3.1"\n', encoding="utf-8")

    assert content_hash(project) != before


def test_files_that_training_does_not_read_change_nothing(project: Path) -> None:
    before = content_hash(project)
    (project / "endpoints.yml").write_text("# other\n", encoding="utf-8")
    (project / "components" / "__pycache__").mkdir()

    assert content_hash(project) == before


def test_a_trained_model_is_not_trained_again(project: Path, tmp_path: Path) -> None:
    model = model_path(project, tmp_path)
    model.parent.mkdir(parents=True)
    model.write_bytes(b"trained")

    found = train(tmp_path / "no-python", project_dir=project, build_dir=tmp_path)

    assert found.read_bytes() == b"trained"


def test_a_missing_environment_says_what_to_run(project: Path, tmp_path: Path) -> None:
    with pytest.raises(BotError, match="run: make setup"):
        train(tmp_path / "no-python", project_dir=project, build_dir=tmp_path)


def test_a_failed_training_leaves_no_model_and_names_the_log(project: Path, tmp_path: Path) -> None:
    failing = tmp_path / "python"
    failing.write_text("#!/bin/sh\necho broken\nexit 3\n")
    failing.chmod(0o755)

    with pytest.raises(BotError, match=r"exit 3.*train\.log"):
        train(failing, project_dir=project, build_dir=tmp_path)

    assert (tmp_path / "rasa" / "train.log").read_text() == "broken\n"
    assert not model_path(project, tmp_path).exists()


def test_sources_that_do_not_fit_are_not_trained(project: Path, tmp_path: Path) -> None:
    rules = project / "data" / "rules.yml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("utter_thank", "utter_x"), "utf-8")

    with pytest.raises(BotError, match="utter_x, which is no response"):
        train(Path(sys.executable), project_dir=project, build_dir=tmp_path)


def test_a_missing_source_is_named(project: Path) -> None:
    (project.parent / "aspect.py").unlink()

    with pytest.raises(BotError, match=r"aspect\.py: missing"):
        content_hash(project)


def training_examples() -> list[tuple[str, str]]:
    found = []
    for path in sorted(PROJECT.glob("data/nlu_*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            found += [(block["intent"], line.removeprefix("- ")) for line in lines]
    return found


# Set by our component or sent as a command by the gateway; the fallback is Rasa's own.
UNTRAINED = {"nlu_fallback", "inform", "look", "restore"}


def rules() -> list[list[dict[str, str]]]:
    path = PROJECT / "data" / "rules.yml"
    return [rule["steps"] for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]]


def test_every_intent_has_examples_and_a_rule() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    counts = Counter(intent for intent, _ in training_examples())
    intents = {next(iter(entry)) for entry in domain["intents"]}
    with_rule = {step["intent"] for steps in rules() for step in steps if "intent" in step}

    assert with_rule == intents
    assert {label.partition("/")[0] for label in counts} == intents - UNTRAINED
    assert min(counts.values()) >= 25


def test_every_intent_that_rasa_can_tell_has_an_act() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(entry)) for entry in domain["intents"]}

    assert set(ACT_OF_INTENT) == intents - {"look", "restore"}


def test_every_response_is_used_and_names_the_model_and_what_was_found() -> None:
    responses = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    used = {step["action"] for steps in rules() for step in steps if "action" in step}
    asked = {f"utter_ask_ticket_{slot}" for slot in ("content", "place", "contact", "confirmed")}

    assert set(responses) == {name for name in used if name.startswith("utter_")} | asked
    for (payload,) in responses.values():
        assert payload["custom"]["found"] == "{found}"
        assert payload["custom"]["model"] == "MODEL_HASH"
        assert Act(payload["custom"]["act"])


def test_no_example_could_be_read_as_an_annotation() -> None:
    assert [text for _, text in training_examples() if re.search(r"[\[\](){}]", text)] == []


def test_no_test_sentence_is_a_training_example() -> None:
    known = {" ".join(plain_words(text)) for _, text in training_examples()}
    sentences = [text for _, _, text in yaml.safe_load(NLU_TEST.read_text(encoding="utf-8"))]

    assert [text for text in sentences if " ".join(plain_words(text)) in known] == []
