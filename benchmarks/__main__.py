"""`python -m benchmarks [NAME …]`: run benchmarks and print a table of each."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = (
    "network", "network_peers", "mechanisms", "mesa_plain", "mesa_batch", "study_batch", "pdesy_peer", "workers", "studies",
    "injections", "commands",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all."""
    names = [name for name in names if not name.startswith("--")]
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; known: {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in names or ALL:
        module = import_module(f"benchmarks.{name}")
        print(f"## {name}\n\n{(module.__doc__ or '').strip()}\n")
        module.main()
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
