#!/bin/sh
# Installs the lessons from this folder, without the internet, and opens them.
cd "$(dirname "$0")" || exit 1
home="${DARFURLAB_HOME:-$HOME}"
if [ ! -x "$home/.darfurlab-program/bin/darfurlab" ]; then
  python3 -m venv "$home/.darfurlab-program" || exit 1
  "$home/.darfurlab-program/bin/python" -m pip install --no-index --find-links wheels darfurlab || exit 1
fi
exec "$home/.darfurlab-program/bin/darfurlab" lab "$home/darfurlab-lessons" "$@"
