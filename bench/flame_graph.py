"""Stacks as a flame graph: from what `perf script` prints to an SVG that a browser shows and zooms."""

from __future__ import annotations

import html
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

width, row_height, head_height = 1200, 17, 40
# What is narrower than this many pixels cannot be seen.
narrowest = 0.3
character_width = 6.6
depth_max = 120

Stack = tuple[str, ...]


def stacks(script: Iterable[str]) -> Counter[Stack]:
    """Samples per stack, outermost function first. In perf's output a sample is a line that is not indented, then a
    line per function, innermost first, then an empty one."""
    counted: Counter[Stack] = Counter()
    frames: list[str] = []
    for line in script:
        if line.startswith(("\t", " ")):
            frame = re.match(r"\s+[0-9a-f]+ (.*) \(.*?\)$", line.rstrip())
            if frame:
                frames.append(short_name(frame[1]))
        elif frames:
            counted[tuple(reversed(frames[:depth_max]))] += 1
            frames = []
    if frames:
        counted[tuple(reversed(frames[:depth_max]))] += 1
    return counted


def short_name(symbol: str) -> str:
    """A C++ name without its parameters, template arguments and offset: those fill screens and tell little."""
    name = re.sub(r"\+0x[0-9a-f]+$", "", symbol)
    name = name.replace("(anonymous namespace)", "{anonymous}").removesuffix(" const")
    if "operator" not in name:
        name = _without_nested(name, "<", ">")
    return _without_nested(name, "(", ")").strip() or symbol


def _without_nested(text: str, opening: str, closing: str) -> str:
    kept, depth = [], 0
    for character in text:
        if character == opening:
            depth += 1
        if depth == 0:
            kept.append(character)
        if character == closing:
            depth = max(0, depth - 1)
    return "".join(kept)


@dataclass
class Frame:
    name: str
    samples: int = 0
    inner: dict[str, Frame] = field(default_factory=dict)


def tree(counted: Mapping[Stack, int]) -> Frame:
    root = Frame("all")
    for stack, samples in counted.items():
        frame = root
        frame.samples += samples
        for name in stack:
            frame = frame.inner.setdefault(name, Frame(name))
            frame.samples += samples
    return root


def hottest(counted: Mapping[Stack, int], count: int) -> list[tuple[str, float]]:
    """The functions in which most samples were taken themselves, with their share."""
    own: Counter[str] = Counter()
    for stack, samples in counted.items():
        own[stack[-1]] += samples
    total = sum(own.values()) or 1
    return [(name, samples / total) for name, samples in own.most_common(count)]


def svg(counted: Mapping[Stack, int], title: str) -> str:
    root = tree(counted)
    placed = list(_place(root, 0, 0.0, width / max(1, root.samples)))
    height = head_height + (1 + max((depth for _, depth, _ in placed), default=0)) * row_height
    boxes = "\n".join(_box(frame, depth, x, root.samples, height) for frame, depth, x in placed)
    font = 'font-family="monospace" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f'<text x="8" y="18" font-size="14">{html.escape(title)}</text>\n'
        f'<text x="8" y="34" fill="#555">{root.samples} samples; a click zooms, one on the lowest row returns</text>\n'
        f"{boxes}\n<script>{_zoom}</script>\n</svg>\n"
    )


def _place(frame: Frame, depth: int, x: float, scale: float) -> Iterator[tuple[Frame, int, float]]:
    yield frame, depth, x
    for inner in sorted(frame.inner.values(), key=lambda each: each.name):
        if inner.samples * scale >= narrowest:
            yield from _place(inner, depth + 1, x, scale)
        x += inner.samples * scale


def _box(frame: Frame, depth: int, x: float, total: int, height: int) -> str:
    wide = frame.samples * width / max(1, total)
    y = height - (depth + 1) * row_height
    said = html.escape(f"{frame.name} · {frame.samples} samples, {100 * frame.samples / max(1, total):.2f} %")
    return (
        f'<g data-x="{x:.3f}" data-w="{wide:.3f}" data-name="{html.escape(frame.name, quote=True)}">'
        f"<title>{said}</title>"
        f'<rect x="{x:.2f}" y="{y}" width="{wide:.2f}" height="{row_height - 1}" fill="{_colour(frame.name)}"/>'
        f'<text x="{x + 3:.2f}" y="{y + 12}">{html.escape(_fitting(frame.name, wide))}</text></g>'
    )


def _fitting(name: str, wide: float) -> str:
    characters = int((wide - 6) / character_width)
    if characters < 3:
        return ""
    return name if len(name) <= characters else name[: characters - 1] + "…"


def _colour(name: str) -> str:
    """The same for a name in every graph."""
    hash_ = zlib.crc32(name.encode())
    return f"hsl({20 + hash_ % 40} {70 + hash_ // 64 % 20}% {62 + hash_ // 4096 % 14}%)"


_zoom = f"""
const width = {width}, characterWidth = {character_width};
document.querySelectorAll('g').forEach(chosen => chosen.addEventListener('click', () => {{
  const from = +chosen.dataset.x, scale = width / +chosen.dataset.w;
  document.querySelectorAll('g').forEach(box => {{
    const left = Math.max(0, (+box.dataset.x - from) * scale);
    const right = Math.min(width, (+box.dataset.x + +box.dataset.w - from) * scale);
    box.style.display = right - left > 0.3 ? '' : 'none';
    const [rect, text] = [box.querySelector('rect'), box.querySelector('text')];
    rect.setAttribute('x', left);
    rect.setAttribute('width', Math.max(0, right - left));
    text.setAttribute('x', left + 3);
    const fits = Math.floor((right - left - 6) / characterWidth), name = box.dataset.name;
    text.textContent = fits &lt; 3 ? '' : name.length > fits ? name.slice(0, fits - 1) + '…' : name;
  }});
}}));
"""
