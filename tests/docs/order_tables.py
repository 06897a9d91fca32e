"""Prints the tables about rules, findings and the team: documents must show exactly these.

`python -m tests.docs.order_tables`, to be pasted when a rule, a check or a right has changed.
"""

import sys

from hedan.rules.schema import VARIABLES
from tests.docs import finding_tables, rule_tables, team_tables
from tests.docs.tables import LANGUAGES, Table

OF_RULES: dict[str, Table] = {
    **{f"names of {variable}": rule_tables.names(variable) for variable in VARIABLES},
    "functions": rule_tables.calls(),
    "actions": rule_tables.actions(),
    "what can be wrong": rule_tables.ailments(),
}
OF_FINDINGS: dict[str, Table] = {
    "found by checks": finding_tables.found_by_checks(),
    "found elsewhere": finding_tables.found_elsewhere(),
    "settings": finding_tables.settings(),
}
OF_TEAM: dict[str, Table] = {"acts": team_tables.acts(), "releases": team_tables.releases()}


def main() -> None:
    """Print every table in both languages."""
    for language in LANGUAGES:
        for table in (OF_RULES | OF_FINDINGS | OF_TEAM).values():
            sys.stdout.write("\n".join(table.lines(language)) + "\n\n")
        sys.stdout.write(rule_tables.examples(language) + "\n\n")


if __name__ == "__main__":
    main()
