#!/usr/bin/env bash
# What reads the code without running it. Every check runs, and any finding fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PATH"
# A server's settings, whatever var/local.env says.
export DEBUG=0 YINFA_HTTPS=1 ALLOWED_HOSTS=bulletin.example DATABASE_URL=sqlite://:memory:
SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY

failed=0
check() { # check WHAT COMMAND…
    local output
    if output=$("${@:2}" 2>&1); then
        echo "  ✓ $1"
    else
        failed=1
        printf '  ✗ %s\n%s\n' "$1" "$output"
    fi
}

check "ruff: code" ruff check --quiet .
check "ruff: format" ruff format --check .
check "djlint: templates" djlint --lint --quiet templates
check "no migration is missing" python manage.py makemigrations --check --dry-run
check "check --deploy" python manage.py check --deploy --fail-level WARNING
check "the Chinese catalogue is complete" scripts/catalogue.sh
exit $failed
