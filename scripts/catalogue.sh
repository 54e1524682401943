#!/usr/bin/env bash
# Every string of the interface has its Chinese: extracts them anew in a copy, so that the tree is
# left alone, and prints what is untranslated, unsure (fuzzy) or malformed.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.venv/bin
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

cp -r --parents bulletins config distribution locale templates units "$copy"
cd "$copy"
mkdir -p locale/zh_Hans/LC_MESSAGES
"$tools/django-admin" makemessages --locale zh_Hans --no-wrap --verbosity 0

catalogue=locale/zh_Hans/LC_MESSAGES/django.po
[ -e "$catalogue" ] || exit 0 # no string is marked yet
msgfmt --check-format --output-file=/dev/null "$catalogue"
open=$(msgattrib --untranslated --no-obsolete --no-wrap "$catalogue" &&
    msgattrib --only-fuzzy --no-obsolete --no-wrap "$catalogue")
# msgattrib prints nothing at all when nothing is selected.
if [ -n "$open" ]; then
    grep -E '^(#:|msgid)' <<<"$open" | grep -v '^msgid ""$'
    exit 1
fi
