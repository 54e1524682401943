#!/usr/bin/env python3
"""Django's command line.

`make setup` leaves the settings of the local installation in var/local.env; they are taken up here
so that a command typed by hand works on the same database with the same key as `make run`.
What the environment already says always wins, and the web server never reads that file.
"""

import os
import sys
from pathlib import Path

LOCAL_ENVIRONMENT = Path(__file__).resolve().parent / "var" / "local.env"


def adopt_local_environment(path: Path = LOCAL_ENVIRONMENT) -> None:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name, value)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    adopt_local_environment()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
