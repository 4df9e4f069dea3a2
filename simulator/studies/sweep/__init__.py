"""A study of many points: planned here, simulated in batches by workers that write their own parts, resumed by receipts.

`folder.py` says what is simulated, `worker.py` does it, `workers.py` and `cluster.py` are where it is done, `coordinator.py`
hands out what is missing.
"""
