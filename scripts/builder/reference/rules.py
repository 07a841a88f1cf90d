"""Every rule, from the docstrings of the checks and of the models' own, each with a line that breaks it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from builder.checks import CHECKS
from builder.checks.addresses import check_addresses_since
from builder.history import FACTS, check_corrections
from builder.models.base import Model
from builder.reference.markdown import entity_names, written


@dataclass(frozen=True)
class Example:
    """A wrong line, and what the check says of it."""

    line: str
    message: str


def to_rules(examples: Mapping[str, Example], mistakes: Sequence[Example]) -> str:
    """The page of rules: `examples` by the name of their check, `mistakes` are what reading one file finds."""
    across = [(check.__name__, check.__doc__, examples[check.__name__]) for check in CHECKS]
    facts = [(entity_names()[entity], fields) for entity, fields in FACTS.items()]
    return written(
        "rules",
        across=across,
        within=tuple(dict.fromkeys(_within(Model))),
        mistakes=mistakes,
        history=(check_corrections.__doc__, check_addresses_since.__doc__),
        facts=facts,
    )


def _within(model: type[BaseModel]) -> Iterator[str]:
    """The rules that the models have for their own fields."""
    for kind in model.__subclasses__():
        yield from (
            rule.func.__doc__ or "" for rule in kind.__pydantic_decorators__.model_validators.values()
        )
        yield from _within(kind)
