"""`python -m simulator.cli` is the command `orgsim`."""

from ..command import main

main()
