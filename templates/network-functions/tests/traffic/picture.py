"""Draws what was built and what was measured, as SVG."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import drawsvg

from tests.traffic.figures import Better, Figure
from tests.traffic.topology import End, Topology

_FONT = {"font_family": "sans-serif", "fill": "#222222"}
_BOX = (130, 64)
_LABEL = (172, 44)
_COLUMN = 330
_ROW = 130
_BAR = 420


def draw_topologies(topologies: Sequence[Topology], file: Path) -> None:
    """One row for each topology: its nodes as boxes, its links as lines."""
    columns = max((len(_columns(each)) for each in topologies), default=1)
    rows = [max((len(nodes) for nodes in _columns(each)), default=1) for each in topologies]
    drawing = drawsvg.Drawing((columns - 1) * _COLUMN + _BOX[0] + 30, sum(rows) * _ROW + 40 * len(rows))
    drawing.append(drawsvg.Rectangle(0, 0, "100%", "100%", fill="white"))
    top = 0
    for topology, height in zip(topologies, rows, strict=True):
        drawing.append(drawsvg.Text(topology.name, 15, 15, top + 26, font_weight="bold", **_FONT))
        _draw_topology(drawing, topology, top + 40)
        top += height * _ROW + 40
    drawing.save_svg(str(file))


def draw_figures(figures: Iterable[Figure], file: Path) -> None:
    """A bar for each ratio, with a line where function and empty path are equal; figures without a ratio as text."""
    listed = list(figures)
    longest = max([2.0, *(each.ratio for each in listed if each.ratio)])
    drawing = drawsvg.Drawing(960, 70 + 30 * len(listed))
    drawing.append(drawsvg.Rectangle(0, 0, "100%", "100%", fill="white"))
    drawing.append(drawsvg.Text("Function : empty path, measured in the same run", 15, 15, 26, **_FONT))
    equal = 250 + _BAR / longest
    drawing.append(drawsvg.Line(equal, 40, equal, 50 + 30 * len(listed), stroke="#222222", stroke_dasharray="4 3"))
    for number, figure in enumerate(listed):
        y = 50 + 30 * number
        drawing.append(drawsvg.Text(figure.name, 13, 240, y + 14, text_anchor="end", **_FONT))
        text, x = f"{_readable(figure.value)} {figure.unit}", 250.0
        if figure.ratio is not None:
            width = figure.ratio / longest * _BAR
            colour = "#2b7bba" if figure.better is Better.HIGHER else "#e08b2b"
            drawing.append(drawsvg.Rectangle(250, y, width, 20, fill=colour))
            text, x = f"{figure.ratio:.2f}  ({text})", max(250 + width, equal) + 8
        drawing.append(drawsvg.Text(text, 13, x, y + 14, **_FONT))
    y = 64 + 30 * len(listed)
    drawing.append(drawsvg.Text("blue: more is better; orange: less is better", 12, 250, y, **_FONT))
    drawing.save_svg(str(file))


def _columns(topology: Topology) -> list[list[str]]:
    """The nodes, from left to right: each stands one further than what is left of its links."""
    depth = dict.fromkeys(topology.nodes, 0)
    names = {namespace: node for node, namespace in topology.nodes.items()}
    for _ in topology.nodes:
        for left, right in topology.links:
            one, other = names[left.namespace], names[right.namespace]
            depth[other] = max(depth[other], depth[one] + 1)
    return [[node for node in depth if depth[node] == column] for column in range(max(depth.values()) + 1)]


def _draw_topology(drawing: drawsvg.Drawing, topology: Topology, top: int) -> None:
    columns = _columns(topology)
    height = max(len(nodes) for nodes in columns) * _ROW
    places: dict[int, tuple[float, float]] = {}
    for column, nodes in enumerate(columns):
        for number, node in enumerate(nodes):
            y = top + height * (number + 0.5) / len(nodes)
            places[id(topology.nodes[node])] = (column * _COLUMN + 15, y)
    for left, right in topology.links:
        (x1, y1), (x2, y2) = places[id(left.namespace)], places[id(right.namespace)]
        drawing.append(drawsvg.Line(x1 + _BOX[0], y1, x2, y2, stroke="#222222"))
        _label(drawing, left, right, (x1 + _BOX[0] + x2) / 2, (y1 + y2) / 2)
    for node, namespace in topology.nodes.items():
        x, y = places[id(namespace)]
        drawing.append(drawsvg.Rectangle(x, y - _BOX[1] / 2, *_BOX, rx=6, fill="#eef4fa", stroke="#2b7bba"))
        drawing.append(drawsvg.Text(node, 15, x + _BOX[0] / 2, y + 5, text_anchor="middle", **_FONT))


def _label(drawing: drawsvg.Drawing, left: End, right: End, x: float, y: float) -> None:
    """In the middle of a link: what its ends are called, and their addresses."""
    pairs = [
        (left.interface, right.interface),
        (str(left.ipv4.ip), str(right.ipv4.ip)),
        (str(left.ipv6.ip), str(right.ipv6.ip)),
    ]
    drawing.append(drawsvg.Rectangle(x - _LABEL[0] / 2, y - _LABEL[1] / 2, *_LABEL, fill="white"))
    lines = [f"{one} - {other}" for one, other in pairs]
    drawing.append(drawsvg.Text(lines, 11, x, y - 10, text_anchor="middle", **_FONT))


def _readable(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
