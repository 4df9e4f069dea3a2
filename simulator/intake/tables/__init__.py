"""Tables as programs really write them, as cells of text."""
