# The commands of this project. Each does by itself whatever set-up it still needs.
#   make run     set up, load demo data the first time, serve http://127.0.0.1:8000 (PORT=…)
#   make test    set up, lint, and every test on SQLite, on PostgreSQL and in the browser
#   make fuzz    lay out 200 issues made by chance and measure their pages
#   make walk    10,000 steps and 10,000 short sequences at random over all actions (an hour)
#   make lint    what reads the code without running it
#   make setup   only the set-up of `make run`
#   make lock    pin the dependencies anew, with their hashes

.PHONY: run test fuzz walk lint setup lock

run: setup
	@scripts/run.sh

test:
	@scripts/setup.sh test
	@scripts/test.sh

fuzz:
	@scripts/setup.sh test
	@YINFA_GENERATED=200 .venv/bin/python -m pytest -q tests/printing/test_grid.py

walk:
	@scripts/setup.sh test
	@YINFA_WALK_STEPS=1000 YINFA_WALK_SEEDS="1 2 3 4 5 6 7 8 9 10" YINFA_WALK_SEQUENCES=10000 \
		.venv/bin/python -m pytest -q -s tests/test_signing.py -k "random_walk or random_seq"

lint:
	@scripts/setup.sh test
	@scripts/lint.sh

setup:
	@scripts/setup.sh run

lock:
	@scripts/lock.sh
