"""`python -m simulator.cli` is the command `orgsim`."""

from . import main

main(prog_name="orgsim")
