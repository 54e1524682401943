"""Shorter titles for the contents box: full names of units by their short ones.

Only proposals; what is printed is chosen by a person.
"""

USUAL = (("省总工会", "省总"), ("市总工会", "市总"), ("县总工会", "县总"), ("区总工会", "区总"))
MOST = 4


def proposals(title: str, names) -> list[str]:
    """Shorter forms of ``title``, the shortest first; ``names`` are (full, short) of units."""
    pairs = sorted({*names, *USUAL}, key=lambda pair: (-len(pair[0]), pair))
    fitting = [(full, short) for full, short in pairs if short and len(short) < len(full)]
    found, together = set(), title
    for full, short in fitting:
        found.add(title.replace(full, short))
        together = together.replace(full, short)
    found.add(together)
    return sorted(found - {title}, key=lambda form: (len(form), form))[:MOST]
