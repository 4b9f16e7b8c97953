"""Compare our search for procedures with other libraries', on the same data and machine.

    python -m eval.peers [--data-dir DIR] [--questions FILE]… [--keep FOLDER] [--json FILE]

Each way of searching runs in a process of its own: it builds its index, answers all questions, and
is then timed in rounds that go through all ways, so that a busy minute slows them all. Libraries
that are not installed are left out; ours needs none of them. They are an optional group:

    uv pip install --python .venv/bin/python --group peers

Haystack and LangChain get our encoder as their embedder, and so the same vectors; the way with
sentence-transformers has the same weights in float32. All settings that are not given are the
libraries' own.
"""
