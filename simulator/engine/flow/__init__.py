"""What happens next: a handler `on_...` for each kind of event, and who takes which work.

People come and go in `people`; boards, reviewers and outside bodies are asked and judge in `requests`; `decisions` are
those that work raises. A mechanism says what a rule is, the handler when it applies and in which order.
"""
