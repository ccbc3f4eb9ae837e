"""The graph of dependencies as an SVG: steps of jobs on the left, programs, copybooks on the right."""

from collections import defaultdict

import drawsvg  # type: ignore[import-untyped]  # it has no types

from workload.cobol.analysis.graph import Graph, Kind, Node

_BOX, _ROW, _COLUMN, _EDGE = (170, 26), 38, 300, 20
_FILL = {Kind.STEP: "#dbe9f6", Kind.PROGRAM: "#dff0d8", Kind.COPYBOOK: "#fcf3cf"}
_UNKNOWN = "#eeeeee"
_TITLES = {Kind.STEP: "Job steps", Kind.PROGRAM: "Programs", Kind.COPYBOOK: "Copybooks"}
_FONT = {"font_family": "sans-serif", "fill": "#222222"}


def draw(graph: Graph) -> drawsvg.Drawing:
    """Every node is a box, every dependency an arrow from its right to the left of what it needs.

    A program called by a program, and a copybook in a copybook, is a curve on the side. A box is grey where there is no
    source: a utility of the system.
    """
    places = _places(graph)
    rows = max((row for _, row in places.values()), default=0)
    drawing = drawsvg.Drawing(2 * _EDGE + 2 * _COLUMN + _BOX[0] + 60, 60 + (rows + 1) * _ROW)
    drawing.append(drawsvg.Rectangle(0, 0, "100%", "100%", fill="white"))
    for kind, title in _TITLES.items():
        drawing.append(drawsvg.Text(title, 15, _EDGE + kind * _COLUMN, 28, font_weight="bold", **_FONT))
    arrow = drawsvg.Marker(-8, -4, 0, 4, scale=8, orient="auto", markerUnits="userSpaceOnUse")
    arrow.append(drawsvg.Lines(-8, -3, 0, 0, -8, 3, fill="#777777", close=True))
    for user, used in graph.edges:
        drawing.append(_line(places[user], places[used], arrow))
    for node, place in places.items():
        _box(drawing, node, place)
    return drawing


def _places(graph: Graph) -> dict[Node, tuple[int, int]]:
    """(column, row) of each node; a node stands near those that need it."""
    users: dict[Node, list[Node]] = defaultdict(list)
    for user, used in graph.edges:
        users[used].append(user)
    rows: dict[Node, int] = {}
    for kind in Kind:
        nodes = [node for node in graph.nodes if node.kind is kind]
        nodes.sort(key=lambda node: (_middle([rows[user] for user in users[node] if user in rows]), node.name))
        rows |= {node: row for row, node in enumerate(nodes)}
    return {node: (int(node.kind), row) for node, row in rows.items()}


def _middle(rows: list[int]) -> float:
    return sum(rows) / len(rows) if rows else float("inf")


def _corner(place: tuple[int, int]) -> tuple[float, float]:
    column, row = place
    return _EDGE + column * _COLUMN, 44 + row * _ROW


def _line(user: tuple[int, int], used: tuple[int, int], arrow: drawsvg.Marker) -> drawsvg.Path:
    (x, y), (to_x, to_y) = _corner(user), _corner(used)
    x, y, to_y = x + _BOX[0], y + _BOX[1] / 2, to_y + _BOX[1] / 2
    path = drawsvg.Path(stroke="#777777", stroke_width=1, fill="none", marker_end=arrow)
    if user[0] == used[0]:
        return path.M(x, y).C(x + 45, y, x + 45, to_y, x, to_y)
    middle = (x + to_x) / 2
    return path.M(x, y).C(middle, y, middle, to_y, to_x, to_y)


def _box(drawing: drawsvg.Drawing, node: Node, place: tuple[int, int]) -> None:
    x, y = _corner(place)
    fill = _FILL[node.kind] if node.file else _UNKNOWN
    box = drawsvg.Rectangle(x, y, *_BOX, fill=fill, stroke="#555555", rx=3)
    box.append_title(node.file or "no source: a utility of the system")
    drawing.append(box)
    drawing.append(drawsvg.Text(node.name, 13, x + 8, y + 17, **_FONT))
