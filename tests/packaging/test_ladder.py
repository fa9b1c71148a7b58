"""The domain stays pure, and the signposts at the root lead home."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALLOWED = sys.stdlib_module_names | {"cpor_tui", "dateutil"}
# Part of the standard library, and yet none of the domain's business: the disk, the network, other processes.
OUTSIDE = {
    "asyncio",
    "http",
    "multiprocessing",
    "os",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "urllib",
}


def imported(source: str) -> set[str]:
    """Gives the top-level names a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or ".").split(".")[0])
    return found


def test_the_domain_imports_the_standard_library_dateutil_and_itself():
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "cpor_tui" / "domain").rglob("*.py")
        for name in imported(path.read_text("utf-8"))
        if name not in ALLOWED or name in OUTSIDE
    }
    assert strangers == set()


def test_the_signposts_lead_to_the_package():
    for name in ("screens", "styles"):
        signpost = ROOT / name
        # A clone without symlinks has a small text file here; no code depends on either.
        target = signpost.readlink() if signpost.is_symlink() else Path(signpost.read_text())
        assert target == Path("cpor_tui") / name


def test_the_pins_name_releases_and_no_addresses():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if line.count("==") != 1 or "/" in line or "@" in line] == []
