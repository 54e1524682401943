#!/usr/bin/env bash
# Pins the newest versions that requirements*.in allow, with the hash of every file. The locks name
# no host, so any mirror serves them. requirements-setup.lock pins uv, which installs the others.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND='make lock'
compile() { .venv/bin/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 "$@"; }

[ -x .venv/bin/uv ] || scripts/setup.sh run
compile requirements.in -o requirements.lock
compile requirements-test.in -o requirements-test.lock
echo 'uv~=0.13' | compile - -o requirements-setup.lock
