"""Hold docstrings, comments and commit subjects to plain English: part of `make check`.

A docstring or a comment does not open with a question word. Files that did when the check came
stand in `dev/style_debt.txt` with how often they do, and that list only shrinks.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from contracts.paths import ROOT

DEBT = Path("dev", "style_debt.txt")
LONGEST_SUBJECT = 72
_NOT_OURS = {"var", "models", "node_modules"}  # at the root
_OPENING = re.compile(r"(?:What|Whether|How|Where|Who|Why)\b")
_SUBJECT = re.compile(r"(?:An?|The|What|Whether|How|Where|Who|Whose|Why|When|Which)\b", re.I)
# A comment of several lines may begin on its second.
_SCRIPT_COMMENT = re.compile(r"(?P<mark>//[ \t]*|/\*[\s*]*)(?P<text>.*)")
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def main(root: Path = ROOT) -> int:
    """Print what is not plain English, and return 1 if anything is not."""
    listed = read_debt((root / DEBT).read_text(encoding="utf-8"))
    faults = [*file_faults(root, listed), *commit_faults(root)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def read_debt(text: str) -> dict[str, int]:
    """Return how often each listed file may open a docstring or a comment with a question word."""
    rows = (line.rsplit(" ", 1) for line in text.splitlines())
    return {path: int(count) for path, count in rows}


def file_faults(root: Path, listed: Mapping[str, int]) -> Iterator[str]:
    """Yield the openings that are too many, and the lines of the list that are too high."""
    found = {}
    for path in _sources(root):
        if lines := openings(path.read_text(encoding="utf-8"), path.suffix):
            found[path.relative_to(root).as_posix()] = lines
    for name, lines in sorted(found.items()):
        if len(lines) > listed.get(name, 0):
            allowed = f"{DEBT} allows {listed[name]} here" if name in listed else "begin otherwise"
            for number, text in lines:
                yield f"{name}:{number}: opens with a question word, {allowed}: {text}"
    for name, count in listed.items():
        real = len(found.get(name, ()))
        if real < count:
            yield f"{DEBT}: {name} has {real}, not {count}: lower it, or take the line out at 0"


def openings(source: str, suffix: str) -> list[tuple[int, str]]:
    """Return line and text of each docstring and comment that opens with a question word."""
    find = _python_texts if suffix == ".py" else _script_texts
    return sorted((line, text) for line, text in find(source) if _OPENING.match(text))


def _sources(root: Path) -> Iterator[Path]:
    for folder, inner, names in root.walk():
        skipped = _NOT_OURS if folder == root else set()
        inner[:] = [n for n in inner if not n.startswith(".") and n not in skipped]
        yield from (folder / n for n in names if n.endswith((".py", ".js", ".mjs")))


def _python_texts(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _DOCUMENTED) and (text := ast.get_docstring(node)):
            yield node.body[0].lineno, text.partition("\n")[0]
    last = -1  # the line of the comment before, where it stands alone
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        number = token.start[0]
        stands_alone = token.line.lstrip().startswith("#")
        if not (stands_alone and last == number - 1):  # else it goes on with what was said
            yield number, token.string.lstrip("#! ")
        last = number if stands_alone else -1


def _script_texts(source: str) -> Iterator[tuple[int, str]]:
    last = -1
    for match in _SCRIPT_COMMENT.finditer(source):
        number = source.count("\n", 0, match.end("mark")) + 1
        line_start = source.rfind("\n", 0, match.start()) + 1
        stands_alone = not source[line_start : match.start()].strip()
        if not (stands_alone and last == number - 1):
            yield number, match["text"].removesuffix("*/").rstrip()
        last = number if stands_alone and match[0].startswith("//") else -1


def commit_faults(root: Path) -> Iterator[str]:
    """Yield the subjects that are too long or no imperative, since this check was added.

    A shallow clone has fewer commits, and an archive none: those that are there are looked at.
    """
    added = _git(root, "log", "--diff-filter=A", "--format=%H", "--", "dev/check_style.py")
    if not added:
        # Told, for a check that never looks would pass for ever.
        print("Commit subjects are not checked: there is no history of git here.")
        return
    first = added.split()[-1]
    subjects = _git(root, "log", "--no-merges", "--format=%h %s", f"{first}..HEAD") or ""
    own = _git(root, "log", "-1", "--format=%h %s", first) or ""
    for line in [*subjects.splitlines(), *own.splitlines()]:
        name, subject = line.split(" ", 1)
        if len(subject) > LONGEST_SUBJECT:
            yield f"commit {name}: {len(subject)} characters, {LONGEST_SUBJECT} at most: {subject}"
        if _SUBJECT.match(subject):
            yield f"commit {name}: begin with a verb in the imperative: {subject}"


def _git(root: Path, *command: str) -> str | None:
    """Return what git says, or None where there is no git, repository or commit."""
    try:
        done = subprocess.run(
            ["git", *command], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
