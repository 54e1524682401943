#!/usr/bin/env bash
# Serves the site on this machine: one worker for background work and one web server, in the
# production shape (no DEBUG, hashed static files). Ctrl-C, or the end of either, ends both.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
python=.venv/bin/python

# What the environment says goes before var/local.env, as in manage.py.
while IFS='=' read -r name value; do
    case $name in '' | \#*) ;; *) [ -n "${!name:-}" ] || export "$name=$value" ;; esac
done <var/local.env

if ! "$python" -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' \
    "$port" 2>/dev/null; then
    echo "端口 $port 已被占用，请换一个 / port $port is taken, choose another: make run PORT=8001" >&2
    exit 1
fi

# Collecting takes seconds, so only when a file or a package has changed.
sources=$( (cat requirements.lock config/static.py && find static -type f -exec sha256sum {} + |
    sort) | sha256sum)
if [ "$(cat staticfiles/.collected 2>/dev/null)" != "$sources" ]; then
    echo "· 整理静态文件 / collecting static files"
    "$python" manage.py collectstatic --no-input --clear -v 0
    echo "$sources" >staticfiles/.collected
fi
"$python" manage.py migrate --no-input -v 0
"$python" manage.py load_demo
# What a worker left unfinished when it was killed; a server does this every few minutes.
"$python" manage.py sweep >/dev/null

"$python" manage.py db_worker --no-reload --interval 0.1 &
worker=$!
.venv/bin/gunicorn config.wsgi --bind "127.0.0.1:$port" --worker-class gthread --workers 2 \
    --threads 4 --timeout 60 --log-level warning &
web=$!
finish() {
    trap - EXIT INT TERM
    kill -TERM "$web" "$worker" 2>/dev/null || true
    wait || true
}
trap finish EXIT
trap 'exit 0' INT TERM

until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 "$web" # ended before it ever listened: so do we
    sleep 0.1
done
echo "印发已启动 / Yinfa is running: http://127.0.0.1:$port/  （Ctrl-C 结束 / ends it）"
# Whichever ends first takes the other with it.
wait -n "$web" "$worker"
