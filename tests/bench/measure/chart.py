"""The chart of docs/performance.svg: how many times as long as on tmpfs each command takes, cold and warm, on a logarithmic scale."""

import math
from html import escape

from . import limits

COLORS = {"newsfs": "#1a6fb5", "ext4": "#9aa5b1", "squashfuse_ll": "#e0883a"}
LABELS = {"newsfs": "newsfs", "ext4": "ext4 on a loop device", "squashfuse_ll": "squashfuse_ll"}
INK, FAINT, GRID = "#1f2933", "#616e7c", "#e4e7eb"
BAR, BAR_GAP, GROUP_GAP = 13, 2, 17
LEFT, PANEL, BETWEEN, RIGHT, TOP, BOTTOM = 128, 350, 36, 64, 104, 64
LEAST = 0.5


def ratios(results, heat):
    """[(label, {place: ratio to tmpfs})] in the order they are drawn."""
    rows = []
    for command, taken in results["scan"]["seconds"].items():
        rows.append((command, {place: limits.paired(taken[place][heat], taken["tmpfs"]["warm"]) for place in COLORS if place in taken}))
    if "cat" in results:
        taken = results["cat"]["microseconds"]
        base = [one["p50_us"] for one in taken["tmpfs"]["warm"]]
        rows.append(("cat, p50", {place: limits.paired([one["p50_us"] for one in taken[place][heat]], base) for place in COLORS if place in taken}))
    return rows


def ticks(most):
    found, decade = [], 1
    while decade <= most:
        found += [step * decade for step in (1, 2, 5) if step * decade <= most]
        decade *= 10
    return [LEAST, *found]


def text(x, y, words, size=12, anchor="start", color=INK, weight="normal"):
    """With a white edge, so that it can be read across a line of the grid."""
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}" font-weight="{weight}" '
            f'stroke="#ffffff" stroke-width="3" paint-order="stroke">'
            f"{escape(words)}</text>")


class Panel:
    def __init__(self, x, rows, most, title, with_labels):
        self.x, self.rows, self.title, self.with_labels = x, rows, title, with_labels
        self.top = 2 ** math.ceil(math.log2(most))

    def at(self, ratio):
        return self.x + PANEL * math.log(max(ratio, LEAST) / LEAST) / math.log(self.top / LEAST)

    def height(self):
        return sum(len(places) * (BAR + BAR_GAP) + GROUP_GAP for _, places in self.rows)

    def axis(self):
        bottom = TOP + self.height()
        yield text(self.x, TOP - 30, self.title, 13, weight="bold")
        for tick in ticks(self.top):
            strong = tick == 1
            dashes = ' stroke-dasharray="3 3"' if strong else ""
            yield (f'<line x1="{self.at(tick):.1f}" y1="{TOP - 8}" x2="{self.at(tick):.1f}" y2="{bottom}" '
                   f'stroke="{INK if strong else GRID}" stroke-width="1"{dashes}/>')
            yield text(self.at(tick), TOP - 13, "tmpfs" if strong else f"{tick:g}×", 10, "middle", INK if strong else FAINT)

    def bars(self):
        y = TOP
        for label, places in self.rows:
            if self.with_labels:
                yield text(self.x - 12, y + len(places) * (BAR + BAR_GAP) / 2 + 4, label, 12, "end")
            for place, ratio in places.items():
                end = self.at(ratio)
                yield (f'<rect x="{self.x}" y="{y}" width="{max(end - self.x, 1):.1f}" height="{BAR}" rx="1.5" fill="{COLORS[place]}">'
                       f"<title>{escape(f'{label}, {LABELS[place]}: {ratio:.2f}')}</title></rect>")
                yield text(end + 4, y + BAR - 3, f"{ratio:.1f}×" if ratio >= 9.95 else f"{ratio:.2f}×", 10, color=INK if place == "newsfs" else FAINT,
                           weight="bold" if place == "newsfs" else "normal")
                y += BAR + BAR_GAP
            y += GROUP_GAP

    def draw(self):
        return [*self.axis(), *self.bars()]


def legend(places, y):
    x = LEFT
    for place in places:
        yield f'<rect x="{x}" y="{y - 10}" width="12" height="12" rx="1.5" fill="{COLORS[place]}"/>'
        yield text(x + 18, y, LABELS[place], 12)
        x += 40 + 7 * len(LABELS[place])


def draw(kept):
    """The SVG of what scripts/bench kept."""
    results, machine = kept["parts"], kept["machine"]
    panels = {heat: ratios(results, heat) for heat in ("cold", "warm")}
    most = max(ratio for rows in panels.values() for _, places in rows for ratio in places.values())
    drawn = [Panel(LEFT, panels["cold"], most, "cold: a fresh mount, its data in the page cache", True),
             Panel(LEFT + PANEL + BETWEEN, panels["warm"], most, "warm: the same again", False)]
    width, height = LEFT + 2 * PANEL + BETWEEN + RIGHT, TOP + drawn[0].height() + BOTTOM
    articles, repetitions = results["scan"]["articles"], results["scan"]["repetitions"]
    places = [place for place in COLORS if place in panels["cold"][0][1]]
    about = (f"{articles:,} articles; medians of {repetitions} paired ratios, logarithmic; Linux {machine['kernel'].split('-')[0]}, "
             f"{machine['processors']} processors. Shorter is better; tmpfs is always hot.")
    body = [text(LEFT, 30, "How many times as long as on tmpfs", 17, weight="bold"), text(LEFT, 50, about, 11, color=FAINT),
            *(line for panel in drawn for line in panel.draw()), *legend(places, height - 30)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'font-family="Helvetica, Arial, DejaVu Sans, sans-serif">\n<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
            + "\n".join(body) + "\n</svg>\n")
