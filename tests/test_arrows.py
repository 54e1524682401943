"""The shape of the source: who imports whom, who assigns a state, how long things are."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = ("units", "bulletins", "distribution", "records", "config")

# Downwards only: a module may import from lower layers, or from its own package.
LAYERS = (
    {"apps", "urls"},
    {
        "views",
        "admin",
        "management",
        "tasks",
        "making",
        "page_making",
        "page_wishes",
        "posting",
        "slip_making",
        "templatetags",
    },
    {
        "forms",
        "issue_forms",
        "letter_forms",
        "letters",
        "widgets",
        "importing",
        "designing",
        "delegating",
        "wording_forms",
    },
    {
        "workflow",
        "article_workflow",
        "issue_workflow",
        "transitions",
        "assembly",
        "arrangements",
        "numbering",
        "following",
        "reminders",
        "undoing",
        "holding",
        "drafting",
        "finding",
        "merging",
        "freezing",
        "signing",
        "signing_slip",
        "correcting",
        "errata",
        "recognizing",
        "notices",
        "letter_templates",
        "pictures",
        "sources",
        "sample",
        "parsed",
        "jobs",
        "page_strip",
        "commenting",
        "remarking",
        "lengths",
        "messaging",
        "outcomes",
        "standing",
        "copying",
    },
    {"changes"},
    {"contents", "permissions"},
    {"models"},
)
# Inside one layer a few need each other; these arrows may not point back.
BESIDE = {
    "urls": {"views"},
    "apps": set(),
    "views": {"tasks", "page_wishes", "posting", "slip_making"},
    "management": {"tasks", "making", "page_wishes", "posting", "slip_making"},
    "tasks": {"making", "page_making"},
    "page_wishes": {"tasks", "page_making"},
    "slip_making": {"making"},
    "forms": {"widgets"},
    "page_strip": {"jobs"},
    "commenting": {"notices"},
    "drafting": {"finding"},
    "messaging": {"drafting", "notices"},
    "outcomes": {"drafting"},
    "copying": {"drafting", "pictures"},
    "errata": {"drafting"},
    "workflow": {"article_workflow", "issue_workflow", "transitions", "merging", "signing"},
    "article_workflow": {"transitions", "drafting", "merging"},
    "issue_workflow": {"transitions", "article_workflow", "correcting", "freezing", "signing"},
    "transitions": {"notices"},
    "signing": {"correcting", "freezing"},
    "merging": {"drafting"},
    "assembly": {"arrangements", "following", "holding", "numbering"},
    "reminders": {"notices", "numbering"},
    "undoing": {"assembly", "arrangements", "holding"},
    "holding": {"arrangements"},
    "remarking": {"drafting", "sources"},
}
LEAVES = {
    "shortening", "proofreading", "docx_import", "richtext", "text_import", "comparing", "refusals",
    "demo", "phrases",
}  # fmt: skip
# Who may import a leaf that not everyone may.
READERS = {"text_import": {"views", "management"}, "demo": {"management"},
           "comparing": {"views"}}  # fmt: skip
ENGINE = {"layout", "engine", "child"}

LONG_FILES = {
    "config/settings.py": (360, "every setting in one file, which is read from top to bottom"),
}


def sources(*roots):
    found = [path for root in roots or OURS for path in sorted((ROOT / root).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> set[str]:
    """Full names of all that a file imports, also inside functions."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            found |= {_named(module, alias.name) for alias in node.names}
    return found


def _named(module: str, name: str) -> str:
    """module.name when that is a module, else module."""
    inner = ROOT.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").exists() else module


def own_imports(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] in OURS}


def place(dotted: str) -> str:
    """What a module inside bulletins counts as: the first name under bulletins."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def layer(noun: str) -> int:
    return next((height for height, nouns in enumerate(LAYERS) if noun in nouns), -1)


def test_units_import_nothing_of_ours_but_themselves():
    wrong = {name_of(p): {n for n in own_imports(p) if not n.startswith("units")}
             for p in sources("units")}  # fmt: skip
    assert {path: names for path, names in wrong.items() if names} == {}


def test_bulletins_import_only_units_and_themselves():
    wrong = {name_of(p): {n for n in own_imports(p) if not n.startswith(("units", "bulletins"))}
             for p in sources("bulletins")}  # fmt: skip
    assert {path: names for path, names in wrong.items() if names} == {}


def test_records_are_known_to_config_only():
    """They watch all others by signals and the middleware; nobody writes a record by hand."""
    knowing = {name_of(p) for p in sources("units", "bulletins", "distribution")
               for n in own_imports(p) if n.startswith("records")}  # fmt: skip
    assert knowing == set()


def test_records_take_nouns_signals_and_doors_of_the_others():
    taken = {n for p in sources("records") for n in own_imports(p) if not n.startswith("records")}
    assert {n for n in taken if not n.startswith(("bulletins.models", "bulletins.management"))} == {
        "bulletins.contents",
        "bulletins.workflow",
        "config.proxies",
        "distribution.models",
        "units.models",
        "units.permissions",
    }


def test_units_lend_bulletins_their_models_only():
    """What bulletins and distribution take from units is its nouns, not its pages."""
    taken = {n for p in sources("bulletins", "distribution") for n in own_imports(p)
             if n.startswith("units")}  # fmt: skip
    assert taken == {"units.models"}


def test_nobody_imports_the_settings_module():
    assert [name_of(p) for p in sources() for n in own_imports(p)
            if n == "config.settings"] == []  # fmt: skip


@pytest.mark.parametrize("path", sources("bulletins"), ids=name_of)
def test_bulletins_module_imports_downwards_only(path):
    noun = place(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if noun == "__init__":
        assert own_imports(path) == set()
        return
    wanted = {place(name) for name in own_imports(path) if name.startswith("bulletins")} - {noun}
    if noun in LEAVES:
        assert wanted == set()
    elif noun == "printing":
        assert wanted <= {"contents", "richtext"}
    elif noun == "exports":
        assert wanted <= {"contents", "richtext", "printing"}
    else:
        assert layer(noun) >= 0, f"{noun} has no place in the table: decide its layer"
        assert [other for other in wanted if not may_import(noun, other)] == []


def may_import(noun: str, other: str) -> bool:
    if other in LEAVES:
        return noun in READERS.get(other, {noun})
    if other == "exports":
        return noun == "making"
    if other == "printing":
        return layer(noun) == 1 or noun == "designing"
    if layer(other) == layer(noun):
        return other in BESIDE.get(noun, ())
    return layer(other) > layer(noun)


def test_engine_is_reached_by_tasks_and_commands_only():
    doors = {
        name_of(path)
        for path in sources("units", "bulletins", "distribution", "config")
        for name in own_imports(path)
        if name.startswith("bulletins.printing.")
        and name.split(".")[2] in ENGINE
        and "printing" not in path.parts
    }
    assert {p for p in doors if p not in ("bulletins/tasks.py", "bulletins/making.py")
            and not p.startswith("bulletins/management/commands/")} == set()  # fmt: skip


def test_form_of_a_design_knows_of_printing_only_what_a_design_is():
    taken = own_imports(ROOT / "bulletins" / "designing.py")
    assert {n for n in taken if n.startswith("bulletins.printing")} == {"bulletins.printing.design"}


def test_weasyprint_is_known_to_the_engine_and_its_parts_only():
    knowing = {name_of(path) for path in sources()
               for name in imports(path) if name.split(".")[0] == "weasyprint"}  # fmt: skip
    names = ("elements", "embedding", "engine", "fetching", "pen", "shortcuts")
    parts = {f"bulletins/printing/{name}.py" for name in names}
    assert knowing <= parts
    for part in (f"bulletins.printing.{name}" for name in names if name != "engine"):
        importers = {name_of(path) for path in sources() if part in own_imports(path)}
        assert importers <= parts


def test_printing_knows_no_database():
    wrong = {name_of(path) for path in sources("bulletins/printing")
             for name in imports(path) if name.startswith("django.db")}  # fmt: skip
    assert wrong == set()


# --- states ---------------------------------------------------------------------------------

# Other states than an article's or an issue's, and rows that are never saved.
OTHER_STATES = {
    ("bulletins/tasks.py", "layout.state"),
    ("bulletins/tasks.py", "specimen.state"),
    ("bulletins/tasks.py", "file.state"),
    ("bulletins/tasks.py", "update(state)"),
    ("bulletins/jobs.py", "update(state)"),
    ("bulletins/posting.py", "letter.state"),
    ("bulletins/posting.py", "update(state)"),
    ("distribution/sending.py", "Delivery(state)"),
    ("distribution/views.py", "update(state)"),
    ("bulletins/views/style.py", "Article(state)"),
    ("bulletins/views/style.py", "Issue(state)"),
    ("bulletins/views/style.py", "Layout(state)"),
}
WRITES = {"update", "create", "get_or_create", "update_or_create", "bulk_update", "setattr"}


def assigned_states(path: Path) -> set[str]:
    """Each place in ``path`` that gives something a state, in a few words."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if node.attr == "state":
                found.add(ast.unparse(node))
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            keywords = {keyword.arg for keyword in node.keywords}
            constants = {c.value for arg in node.args for c in ast.walk(arg)
                         if isinstance(c, ast.Constant)}  # fmt: skip
            # A model's class called with a state; Q(state=…) and a column's own class ask only.
            makes = called[:1].isupper() and called != "Q"
            named = "state" in keywords and (called in WRITES or makes)
            if named or (called in WRITES and "state" in constants):
                found.add(f"{called}(state)")
    return found


def test_states_are_assigned_by_transitions_only():
    found = {(name_of(p), what) for p in sources() for what in assigned_states(p)}
    inside = {what for path, what in found if path == "bulletins/transitions.py"}
    assert inside == {"subject.state"}
    assert {f for f in found if f[0] != "bulletins/transitions.py"} <= OTHER_STATES


@pytest.mark.parametrize("line", [
    "article.state = 'accepted'", "a.state, b = 1, 2", "rows.update(state='x')",
    "Article(state='x')", "setattr(article, 'state', 'x')", "rows.bulk_update(found, ['state'])",
])  # fmt: skip
def test_assignments_are_recognised(line, tmp_path):
    path = tmp_path / "hidden.py"
    path.write_text(line)
    assert assigned_states(path) != set()


# --- lengths --------------------------------------------------------------------------------


def test_functions_have_at_most_sixty_lines():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{name_of(path)}: {node.name}, {node.end_lineno - node.lineno + 1} lines"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions) and node.end_lineno - node.lineno + 1 > 60
    ]
    assert long == []


def test_files_have_at_most_three_hundred_lines():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources()}
    limits = {path: limit for path, (limit, _reason) in LONG_FILES.items()}
    assert {p: n for p, n in lengths.items() if n > limits.get(p, 300)} == {}
    assert [p for p in limits if lengths.get(p, 0) <= 300] == [], "no longer an exception"
