#!/usr/bin/env bash
# Make Rasa's own environment: Python 3.10 with the pinned lock. Usage: make_env.sh FOLDER
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
uv=.venv/bin/uv

is_310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; }

find_310() { # print a Python 3.10: uv's or PATH's, else pyenv's, else one that uv fetches
  local found
  if found=$("$uv" python find --no-python-downloads 3.10 2>/dev/null) && is_310 "$found"; then
    echo "$found"; return
  fi
  for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python; do
    if [ -x "$found" ] && is_310 "$found"; then echo "$found"; return; fi
  done
  if "$uv" python install --quiet 3.10 2>/dev/null; then "$uv" python find 3.10; return; fi
  return 1
}

if ! python=$(find_310); then
  echo "Rasa needs Python 3.10 and none was found: install it (e.g. pyenv install 3.10) and run make again; until then: motcua serve --no-rasa" >&2
  exit 1
fi
echo "setting up Rasa's environment ($folder); about a minute and 2.5 GB" >&2
[ -x "$folder/bin/python" ] || "$uv" venv --quiet --python "$python" "$folder"
"$uv" pip install --quiet --python "$folder/bin/python" --no-deps --require-hashes -r "$here/requirements.lock"
