#!/usr/bin/env bash
# postgres.sh COMMAND… : runs the command with DATABASE_URL set to a private PostgreSQL server,
# which is made for it in a temporary folder and gone afterwards, however the command ends.
# It listens on a socket only, and forgets on a power cut: nothing for real data.
set -euo pipefail

bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")
# A socket's path has to stay under 108 characters, hence not below TMPDIR or the checkout.
folder=$(mktemp -d /tmp/yinfa-postgres.XXXXXX)
as_server=()
if [ "$(id -u)" = 0 ]; then # the server refuses to be root
    as_server=(runuser -u postgres --)
    chown postgres "$folder"
fi
server() { (cd "$folder" && "${as_server[@]}" "$bin/$1" -D "$folder/data" "${@:2}") >>"$folder.log" 2>&1; }

finish() {
    trap - EXIT
    server pg_ctl stop -m immediate || true
    rm -rf "$folder" "$folder.log"
}
trap finish EXIT
trap 'exit 130' INT TERM

touch "$folder.log"
if ! { server initdb -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync &&
    server pg_ctl start -w -l "$folder/server.log" -o "-c listen_addresses='' -k $folder \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off"; }; then
    cat "$folder.log" "$folder/server.log" >&2 || true
    exit 1
fi

DATABASE_URL="postgresql://postgres@/postgres?host=$folder" "$@"
