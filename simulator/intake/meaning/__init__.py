"""What each file and each column is, and what of it stays private."""
