#!/bin/sh
# Runs botrun as one of the benchmark's bots: makes its configuration in PEER_STATE, then becomes the bot.
#   run-botrun.sh [--poll]
# BOTRUN names the binary; without it the release build of this folder's parent is taken.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
binary=${BOTRUN:-$here/../.build/release/botrun}
[ -x "$binary" ] || {
  echo "$binary is not there: run swift build -c release, or set BOTRUN" >&2
  exit 1
}
# A restart after a crash finds its configuration made.
[ -e "$PEER_STATE/config.json" ] || "${PYTHON:-/usr/bin/python3}" "$here/make-config.py" "$PEER_CONFIG" "$PEER_STATE" "$@"
exec "$binary" run --config "$PEER_STATE/config.json"
