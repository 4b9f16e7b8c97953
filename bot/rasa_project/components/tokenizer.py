"""Split a message into folded words: accents, shorthand and invisible characters are gone."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.words import plain_words

_DIGIT = re.compile(r"[0-9]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FoldingTokenizer(Tokenizer):
    """Give the featurizers folded words, so that accented and unaccented text are one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options that Rasa's base tokenizer reads."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return one token a word; positions count in the folded text, nothing reads them.

        Digits become 0: that a year or an amount stands there tells something, which one does not.
        """
        start = 0
        tokens = []
        for word in plain_words(message.get(attribute)):
            tokens.append(Token(_DIGIT.sub("0", word), start))
            start += len(word) + 1
        # Rasa's featurizers expect at least one token.
        return tokens or [Token("0", 0)]
