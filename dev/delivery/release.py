"""Makes the files of a release, of what is committed, and its image: `make release`.

The version is the latest in CHANGELOG.md. The same commit gives the same bytes: the archive holds
no time but the commit's, and neither bill of materials holds any. Where there is a podman or docker
the image is built of the archive; it is not the same bytes each time.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from contracts.paths import ROOT, var_folder
from dev.delivery.findings import FindingsError, read_findings
from dev.delivery.image_check import NO_TOOL, build, container_tool
from dev.delivery.licences import LicencesError, read_licences
from dev.delivery.lock_file import read_lock
from dev.delivery.sbom import audited, sbom, vex, write

_VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", re.MULTILINE)
_UNRELEASED = re.compile(r"^## \[Unreleased\]\n(.*?)^## ", re.MULTILINE | re.DOTALL)


class ReleaseError(RuntimeError):
    """Why there is nothing to release, in a sentence."""


def version_of(root: Path) -> str:
    """The version that is released, the same wherever it stands.

    Raises:
        ReleaseError: there is none, or the changelog and the files say two.
    """
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased, released = _UNRELEASED.search(log), _VERSION.search(log)
    if released is None:
        raise ReleaseError("CHANGELOG.md har ingen version.")
    if unreleased and unreleased[1].strip():
        raise ReleaseError("CHANGELOG.md har rader under Unreleased: ge dem en version först.")
    version = released[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if project["version"] != version:
        raise ReleaseError(f"pyproject.toml säger {project['version']}, CHANGELOG.md {version}.")
    return version


def check_clean(root: Path) -> None:
    """Raise ReleaseError if something is not committed."""
    if _git(root, "status", "--porcelain"):
        raise ReleaseError("Allt är inte incheckat: en utgåva görs av det som är det.")


def make_release(root: Path, folder: Path) -> list[Path]:
    """The archive, both bills of materials and their checksums, in a folder of the version's name.

    Raises:
        ReleaseError: something is not committed, or the version is not one.
        FindingsError: the file of accepted findings is wrong.
        LicencesError: the file of licences is.
    """
    check_clean(root)
    version = version_of(root)
    target = folder / version
    target.mkdir(parents=True, exist_ok=True)
    name = f"presstjanst-{version}"
    archive = target / f"{name}.tar.gz"
    content = _git(root, "archive", "--format=tar", f"--prefix={name}/", "HEAD")
    archive.write_bytes(gzip.compress(content, mtime=0))
    files = [archive, target / "sbom.json", target / "vex.json"]
    written = (root / "requirements.lock").read_text(encoding="utf-8")
    packages = list(read_lock(written))
    write(sbom(packages, "presstjanst", version, written, read_licences()), files[1])
    write(vex(audited(), read_findings(), "presstjanst", version), files[2])
    sums = target / "SHA256SUMS"
    sums.write_text("".join(f"{_digest(file)}  {file.name}\n" for file in files))
    return [*files, sums]


def build_image(archive: Path, version: str, options: list[str]) -> str | None:
    """Build the image of what the archive holds; gives its tag, None where nothing can build it.

    Raises:
        subprocess.CalledProcessError: it could not be built; the tool has said why.
    """
    tool = container_tool()
    if tool is None:
        return None
    tag = f"presstjanst:{version}"
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        build(tool, Path(folder) / f"presstjanst-{version}", tag, options)
    return tag


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True).stdout


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> int:
    """Print the files, and the tag of the image; 1 after a sentence if there is nothing to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the image to build on, with its digest")
    parser.add_argument("--build", default="", help="options of the command that builds")
    args = parser.parse_args()
    base = [f"--build-arg=BASE={args.base}"] if args.base else []
    try:
        files = make_release(ROOT, var_folder().absolute() / "release")
    except (ReleaseError, FindingsError, LicencesError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*files, sep="\n")
    try:
        tag = build_image(files[0], files[0].parent.name, [*base, *shlex.split(args.build)])
    except subprocess.CalledProcessError:
        print("Avbilden gick inte att bygga.", file=sys.stderr)
        return 1
    print(f"Avbilden heter {tag}." if tag else NO_TOOL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
