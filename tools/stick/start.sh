#!/bin/sh
# Installs the lessons from this folder, without the internet, and opens them.
cd "$(dirname "$0")" || exit 1
home="${DARFURLAB_HOME:-$HOME}"
here=$(python3 -c 'import platform, sys
print(f"{platform.system()} {platform.machine()}, Python {sys.version_info[0]}.{sys.version_info[1]}")')
if [ "$here" != "{system}" ]; then
  echo "This folder was made for {system}. This laptop has ${here:-no Python}."
  echo "Ask for a folder that was made on such a laptop. Until then, join another laptop."
  exit 1
fi
program="$home/.darfurlab-program"
if [ ! -x "$program/bin/darfurlab" ]; then
  echo "The lessons are installed now. Please wait a minute or two."
  tools="$program/tools" # a wheel is an archive: uv comes out of its own, and pip is not needed
  python3 -m zipfile -e wheels/uv-*.whl "$tools" || exit 1
  uv=$(find "$tools" -name uv -type f) && chmod +x "$uv" || exit 1
  export UV_CACHE_DIR="$tools/cache"
  "$uv" venv --quiet --offline --allow-existing --python python3 "$program" || exit 1
  "$uv" pip install --quiet --offline --python "$program" \
    --no-index --find-links wheels darfurlab || exit 1
  rm -rf "$tools"
  echo "The lessons are installed. The browser opens soon. Leave this window open."
fi
exec "$program/bin/darfurlab" lab "$home/darfurlab-lessons" "$@"
