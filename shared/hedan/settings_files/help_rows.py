"""What a rule's condition may ask, for the help sheet of the settings workbook."""

from hedan.texts import Language, say


def condition_help(language: Language) -> list[tuple[str, str]]:
    """Return every name, function and example of conditions with its meaning."""
    # It brings the compiler of conditions along: only who writes the workbook needs it.
    from hedan.rules.names import EXAMPLES, describe, functions  # noqa: PLC0415

    rows = [("", "")]
    for name in describe():
        kind = say(language, f"rule.kind.{name.kind.name}")
        rows.append((name.path, f"{say(language, name.key)} ({kind})"))
    rows += [(name, say(language, f"rule.function.{name}")) for name in functions()]
    rows += [(one.condition, say(language, one.key)) for one in EXAMPLES]
    return rows
