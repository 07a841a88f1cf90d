"""Rules across files. A rule is a generator of problems and its docstring is the rule; `CHECKS` is all of them."""

from collections.abc import Callable, Iterable

from builder.catalog import Catalog
from builder.checks.addresses import check_ledger, check_redirects
from builder.checks.drawings import check_curves, check_diagrams, check_labels, check_scales, check_states
from builder.checks.records import (
    check_addresses,
    check_cause_cycles,
    check_equal_ids,
    check_event_order,
    check_evidence,
    check_markers,
    check_references,
    check_session_days,
    check_status,
    check_unused_sources,
)
from builder.checks.writing import (
    check_assertions,
    check_blame,
    check_locators,
    check_names,
    check_near_names,
    check_quotations,
    check_typed_figures,
)
from builder.problems import Problem, ProblemsFound

CHECKS: tuple[Callable[[Catalog], Iterable[Problem]], ...] = (
    check_references,
    check_equal_ids,
    check_evidence,
    check_unused_sources,
    check_event_order,
    check_markers,
    check_status,
    check_assertions,
    check_session_days,
    check_names,
    check_near_names,
    check_quotations,
    check_blame,
    check_typed_figures,
    check_locators,
    check_cause_cycles,
    check_scales,
    check_labels,
    check_states,
    check_curves,
    check_diagrams,
    check_addresses,
    check_ledger,
    check_redirects,
)


def check_catalog(catalog: Catalog) -> None:
    """Raises ProblemsFound with what could not be read and what every rule found in the rest."""
    problems = [*catalog.problems, *(problem for check in CHECKS for problem in check(catalog))]
    if problems:
        raise ProblemsFound(problems)
