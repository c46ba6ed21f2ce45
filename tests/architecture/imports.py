"""Which module of the product imports which, read from the sources."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture.test_files import tracked_files
from tests.product import ROOT


def sources() -> dict[str, str]:
    """The file of each module of the product, by the module's dotted name."""
    return {
        _module(name): name
        for name in tracked_files()
        if name.endswith(".py") and "/" in name and not name.startswith("tests/")
    }


def _module(name: str) -> str:
    return ".".join(PurePosixPath(name).with_suffix("").parts).removesuffix(".__init__")


def imports() -> dict[str, set[str]]:
    """The modules of ours that each one names, also inside functions and under `TYPE_CHECKING`."""
    files = sources()
    return {
        module: {found for found in _named(ROOT / name, files) if found != module}
        for module, name in files.items()
    }


def _named(path, files: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield from [inner] if inner in files else {node.module} & files.keys()
