"""settings.yaml: written so that people like to read it, read so that each value has its line."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hedan.settings import Settings
from hedan.settings.problems import Path, Problem
from hedan.settings_files.mistakes import Mistake, SettingsRefused, path_text
from hedan.settings_files.plain import plain_of

# A file of 50,000 SKUs has a million; an alias of aliases of aliases has more.
VALUES_MAX = 3_000_000
DEPTH_MAX = 20
LINE_CHARACTERS = 100
HEADER = "# Settings of Hedan 合单. Secrets are never in here. Put in force with `make publish`.\n"


class Places:
    """Where in the file each value stands, by its path."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.lines: dict[Path, int] = {}
        self.found: list[Problem] = []

    def mistake(self, problem: Problem) -> Mistake:
        """Return the problem with the line of its value, or of what the value is missing in."""
        line = self.line(problem)
        return Mistake(f"{self.file_name}:{line} {path_text(problem.path)}".strip(), problem)

    def line(self, problem: Problem) -> int:
        """Return the line of a problem's value, or of the next larger thing that is there."""
        path = problem.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_yaml(data: bytes, file_name: str) -> tuple[Any, Places]:
    """Return a file's plain data and where they stand. Raises SettingsRefused: it is no YAML."""
    places = Places(file_name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        places.lines[()] = line
        refused = places.mistake(Problem((), "NOT_UTF8"))
        raise SettingsRefused(file_name, [refused]) from error
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            # Without a document there is nothing to construct.
            raw = _Plain(places, loader).value(node, ()) if node is not None else {}
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        places.lines[()] = mark.line + 1 if mark is not None else 1
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        refused = places.mistake(Problem((), "NOT_YAML", {"why": str(why)}))
        raise SettingsRefused(file_name, [refused]) from error
    return raw, places


def to_yaml(settings: Settings) -> str:
    """Return settings as a file: only what differs from the default, always in the same order."""
    body = yaml.dump(
        plain_of(settings),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=LINE_CHARACTERS,
    )
    return HEADER + body


class _Plain:
    """One pass over the nodes."""

    def __init__(self, places: Places, loader: Any) -> None:
        self._places, self._loader = places, loader
        self._values = 0

    def value(self, node: Node, path: Path) -> Any:
        """Return a node's value and remember its line and those of all values in it."""
        self._values += 1
        if self._values > VALUES_MAX or len(path) > DEPTH_MAX:
            raise yaml.MarkedYAMLError(
                problem="more or deeper than settings are", problem_mark=node.start_mark
            )
        self._places.lines[path] = node.start_mark.line + 1
        if isinstance(node, SequenceNode):
            return [self.value(one, (*path, at)) for at, one in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        return self._loader.construct_object(node)

    def _mapping(self, node: MappingNode, path: Path) -> Mapping[str, Any]:
        self._refuse_twice(node, path)
        self._loader.flatten_mapping(node)
        values: dict[str, Any] = {}
        for key, one in node.value:
            name = str(key.value)
            values[name] = self.value(one, (*path, name))
            # A value may begin on a later line; the mistake is where its name stands.
            self._places.lines[*path, name] = key.start_mark.line + 1
        return values

    def _refuse_twice(self, node: MappingNode, path: Path) -> None:
        names = Counter(str(key.value) for key, _ in node.value if isinstance(key, ScalarNode))
        for name in (name for name, times in names.items() if times > 1):
            self._places.found.append(Problem((*path, name), "KEY_TWICE", {"value": name}))


class _Dumper(yaml.SafeDumper):
    """Indents lists, keeps texts of several lines in several lines."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out: nobody follows anchors in a file of settings."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
# libyaml's own reader is ten times as fast; not every build of the library has it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
