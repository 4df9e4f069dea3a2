"""What the results of a study say: functions of arrays, which know nothing of folders and print nothing.

`y` holds outcomes by point, means over replications, of one variant or of a difference between two; `x` is a data frame
with a row for each point and a column for each factor: numbers, or words.
"""
