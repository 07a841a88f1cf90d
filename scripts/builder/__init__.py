"""From `sessions/` to a plain Markdown tree: problems <- document <- models <- catalog <- {checks, views} <- tree."""
