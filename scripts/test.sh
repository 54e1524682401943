#!/usr/bin/env bash
# Lint, then every test: on SQLite, on PostgreSQL and in the browser, in three lanes for two cores,
# since races and browsers wait more than they reckon.
# A leg's log is shown whole when it fails, and otherwise by its last line; all lie in var/test/.
# The last line printed adds the legs up.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
logs=var/test
rm -rf $logs
mkdir -p $logs
unset DATABASE_URL

leg() { # leg NAME COMMAND…
    local name=$1 started=$SECONDS
    echo "  … $name"
    "${@:2}" >"$logs/$name.log" 2>&1
    echo $? >"$logs/$name.status"
    exec 9>"$logs/.printing"
    flock 9 # two legs that end together print one after the other
    if [ "$(cat "$logs/$name.status")" = 0 ]; then
        echo "  ✓ $name: $(tail -n 1 "$logs/$name.log") [$((SECONDS - started)) s]"
    else
        printf '\n  ✗ %s\n%s\n\n' "$name" "$(cat "$logs/$name.log")"
    fi
    exec 9>&-
}
suite() { .venv/bin/python -m pytest -q --color=no -o cache_dir="$logs/cache" "$@"; }
export -f leg suite
export logs
export YINFA_BOTH=1 # what is asked once for both databases is asked of the one it names

echo "lint"
scripts/lint.sh
lint=$?

echo "tests"
# Each lane is a process group of its own, so that an interrupt ends all that it started.
# SQLite's lane also has what asks no database, which PostgreSQL's leaves out (tests/conftest.py).
setsid bash -c 'leg sqlite suite -m "not browser"' &
lanes=($!)
setsid bash -c 'leg postgresql scripts/postgres.sh bash -c "suite -m \"not browser and not postgres\""' &
lanes+=($!)
setsid bash -c 'leg races scripts/postgres.sh bash -c "suite -m postgres"
    leg browser suite -m browser' &
lanes+=($!)
trap 'kill -TERM -- "${lanes[@]/#/-}" 2>/dev/null; wait; exit 130' INT TERM
wait

count() { # count WORD… : how often the legs' closing lines say so, as in "3 passed"
    tail -qn 1 $logs/*.log | grep -oE "[0-9]+ ($1)" | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed)
failed=$(count 'failed|errors?')
skipped=$(count skipped)
wrong=$((lint != 0))
for name in sqlite postgresql races browser; do
    [ "$(cat $logs/$name.status 2>/dev/null)" = 0 ] || wrong=1
done
[ $lint = 0 ] || echo "lint found something, see above"
# A leg that broke off without a count, or lint, is one failure in the sum.
[ $wrong = 0 ] || [ "$failed" -gt 0 ] || failed=1
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
exit $wrong
