"""A hook of the site: what pages link to outside docs/ comes along, under repository/.

On the pages of the repository a relative link such as `../../scenarios/worlds/large.yaml` leads there as it stands.
A site holds docs/ alone, so this adds every such file as a page, and bends the links.
"""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

DOCS = Path(__file__).parent
ROOT = DOCS.parent
ALWAYS = (ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
"""Pages of the navigation that lie outside docs."""
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)[^)#\s]+")


def on_files(files: Files, config: Any) -> Files:
    """Add the files outside docs that pages link to, and those that they link to."""
    waiting = [Path(str(file.abs_src_path)) for file in files.documentation_pages()]
    found = list(ALWAYS)
    waiting += found
    while waiting:
        page = waiting.pop()
        outside = [path for path in _linked(page) if not path.is_relative_to(DOCS) and path not in found]
        found += outside
        waiting += [path for path in outside if path.suffix == ".md"]
    for path in found:
        files.append(
            File.generated(config, _address(path), content=_page(path), inclusion=InclusionLevel.NOT_IN_NAV)
        )
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Bend the links of a page that cross the border of docs."""
    address = page.file.src_uri
    folder = (
        (ROOT / address.removeprefix("repository/")).parent
        if _is_outside(address)
        else (DOCS / address).parent
    )

    def bent(link: re.Match[str]) -> str:
        path = (folder / link[0]).resolve()
        if not path.is_file() or not (_is_outside(address) or not path.is_relative_to(DOCS)):
            return link[0]
        return relpath(_address(path), Path(address).parent)

    return LINK.sub(bent, markdown)


def _is_outside(address: str) -> bool:
    return address.startswith("repository/")


def _linked(page: Path) -> set[Path]:
    """Files of the repository that a page links to."""
    paths = {(page.parent / link).resolve() for link in LINK.findall(page.read_text(encoding="utf-8"))}
    return {path for path in paths if path.is_file() and path.is_relative_to(ROOT)}


def _address(path: Path) -> str:
    """Where a file of the repository lies in the site."""
    if path.is_relative_to(DOCS):
        return path.relative_to(DOCS).as_posix()
    return f"repository/{path.relative_to(ROOT).as_posix()}{'' if path.suffix == '.md' else '.md'}"


def _page(path: Path) -> str:
    """A file as a page; what is not Markdown stands there as code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    return f"# {path.relative_to(ROOT).as_posix()}\n\n```{path.suffix.removeprefix('.')}\n{text}```\n"
