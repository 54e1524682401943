"""Initial passwords: made at random, shown once, changed at the first sign-in."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

# Without the letters and digits that are mistaken for each other on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# Slow hashing protects passwords that can be guessed.  Those made here have 59 random bits, and
# five thousand of them must fit into one request; the first sign-in hashes them again in full.
ITERATIONS = 2_000


def initial_password() -> str:
    """Twelve characters in three groups, as they are read out and typed."""
    letters = [secrets.choice(ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def give_initial_password(user) -> str:
    """Sets it without saving; the only copy of the plain text is the one returned."""
    password = initial_password()
    hasher = get_hasher()
    quick = {"iterations": ITERATIONS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    user.password = hasher.encode(password, hasher.salt(), **quick)
    user.must_change_password = True
    return password
