"""`python -m simulator` is the command `orgsim`."""

from .command import main

main()
