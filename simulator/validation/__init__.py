"""Does it agree with what is known? Closed forms, published findings, and the page that says so."""
