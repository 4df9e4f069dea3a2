"""Times as exports write them."""
