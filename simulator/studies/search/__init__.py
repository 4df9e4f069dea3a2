"""Search: which values of levers, in which structure, are best for several objectives at once.

`space.py` says what may be chosen, `proposals.py` what is tried next, `trials.py` simulates it as a study, and `front.py` puts
the best to the test on seeds and worlds that the search has not seen.
"""
