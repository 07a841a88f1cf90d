"""What an editor may write and what is refused, as Markdown tables made from the models and the checks.

They stand in docs/contribute/, to be read on GitHub as on the site; a test writes them (`make bless`) and fails when
they are stale.
"""
