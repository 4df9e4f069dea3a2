"""What is measured? One registry of outcomes, used by files, tables, reports and documentation."""
