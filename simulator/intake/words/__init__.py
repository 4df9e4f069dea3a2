"""What a word in a file means: columns, statuses, titles, in several languages."""
