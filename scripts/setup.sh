#!/usr/bin/env bash
# Sets up what this checkout needs to run, or (`setup.sh test`) to be tested. A second run finds
# everything done and takes about a second. Exits 3 when a system package is missing and only
# an administrator can install it; the line to run is then the last one printed.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}
export DEBIAN_FRONTEND=noninteractive
PYTHON=${PYTHON:-python3}

# --- Debian's packages, each by what it brings, since a machine may have one by another way ---

missing=()
need() { # need PACKAGE COMMAND… : the package is missing when the command fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
library() { /sbin/ldconfig -p | grep -F "$1" >/dev/null; }
server() { compgen -G '/usr/lib/postgresql/*/bin/initdb'; }

need python3 "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
# ensurepip is what Debian takes out of python3 and puts into python3-venv.
need python3-venv "$PYTHON" -c 'import ensurepip, venv'
need libpango-1.0-0 library libpango-1.0.so.0
need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
# Without it every export still works, but takes six to twenty times as long.
need libharfbuzz-subset0 library libharfbuzz-subset.so.0
need fontconfig command -v fc-list
# Its CMYK profile says what the inks of press files mean; nothing else of Ghostscript is needed.
need libgs-common test -e /usr/share/color/icc/ghostscript/default_cmyk.icc
need gettext command -v msgfmt
if [ "$purpose" = test ]; then
    need chromium test -x "${CHROMIUM:-/usr/bin/chromium}"
    need libatomic1 library libatomic.so.1 # for the Node.js within playwright
    need postgresql server
    need poppler-utils command -v pdftotext
    # What print shops read PDF with: the plates of press files, and four programs' pages compared.
    need ghostscript command -v gs
    need mupdf-tools command -v mutool
fi

if [ ${#missing[@]} -gt 0 ]; then
    install="apt-get install -y --no-install-recommends ${missing[*]}"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "· 安装系统软件包 / installing system packages: ${missing[*]}"
        apt-get update -q=2
        $install -q=2 -o Dpkg::Use-Pty=0 >/dev/null
    else
        echo "缺少系统软件包，请管理员执行下面一行，然后再试一次。" >&2
        echo "System packages are missing; ask an administrator to run this line, then try again:" >&2
        echo "sudo apt-get update && sudo $install" >&2
        exit 3
    fi
fi

# --- Python: a virtual environment with exactly the locked packages, by their hashes ---

.venv/bin/python -c '' 2>/dev/null || "$PYTHON" -m venv --clear .venv
lock=requirements.lock
[ "$purpose" = run ] || lock=requirements-test.lock
done_with=.venv/.installed-$purpose
wanted=$(sha256sum requirements-setup.lock "$lock")
if [ "$(cat "$done_with" 2>/dev/null)" != "$wanted" ]; then
    echo "· 安装 Python 软件包 / installing Python packages ($lock)"
    # uv takes seconds where pip takes a minute, but pip will do; a mirror set for pip serves both.
    index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
    [ -z "$index" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
    pip=(.venv/bin/python -m pip --disable-pip-version-check -q install --require-hashes)
    "${pip[@]}" -r requirements-setup.lock &&
        .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$lock" ||
        "${pip[@]}" -r "$lock"
    echo "$wanted" >"$done_with"
fi

# --- What the packages and the sources are turned into ---

for catalogue in locale/*/LC_MESSAGES/*.po; do
    compiled=${catalogue%.po}.mo
    [ ! -e "$catalogue" ] || [ "$compiled" -nt "$catalogue" ] || msgfmt -o "$compiled" "$catalogue"
done
# The faces are made from Debian's font packages, which apt finds only by a fresh list of packages.
fonts() { .venv/bin/python -m bulletins.printing.fonts; }
fonts || { [ "$(id -u)" = 0 ] && apt-get update -q=2 && fonts; }

# --- The settings of this local installation, once ---

mkdir -p var
chmod o-rwx var # the database lies there
if [ ! -e var/local.env ]; then
    (
        umask 077
        cat >var/local.env.new <<END
# Settings of the local installation, made by make setup; see docs/deploy.md for all of them.
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
YINFA_HTTPS=0
END
    )
    mv var/local.env.new var/local.env
fi
