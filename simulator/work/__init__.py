"""What? The value stream, products, demand: what a user may write, and the records of the work."""
