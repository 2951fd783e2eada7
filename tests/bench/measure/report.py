"""What was measured, as tables."""

from statistics import median

from . import limits


def table(headings, rows):
    """Columns as wide as they need to be; the first to the left, the others to the right."""
    cells = [list(map(str, row)) for row in [headings, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    lines = ["  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))).rstrip()
             for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def columns(places):
    """tmpfs first, and once: it is never cold."""
    peers = [place for place in places if place != "tmpfs"]
    return [("tmpfs", "warm"), *((place, heat) for place in peers for heat in ("cold", "warm"))]


def heat_name(place, heat):
    return place if place == "tmpfs" else f"{place} {heat}"


def requests_text(part, command, heat):
    asked = part["requests"].get(command, {}).get(heat)
    return f"{limits.per_article(part, command, heat):.4f}" if asked else "–"


def scan_tables(name, part):
    seconds = part["seconds"]
    places = list(next(iter(seconds.values())))
    ways = columns(places)
    headings = [heat_name(*way) for way in ways]
    medians = [[command, *(f"{median(taken[place][heat]):.3f}" for place, heat in ways)] for command, taken in seconds.items()]
    ratios = [[command, *(f"{limits.paired(taken[place][heat], taken['tmpfs']['warm']):.2f}" for place, heat in ways)]
              for command, taken in seconds.items()]
    asked = [[command, *(requests_text(part, command, heat) for heat in ("cold", "warm")), f"{median(part['pushed'][command]):.0f}"]
             for command in seconds]
    return [(f"{name}: {part['articles']:,} articles; seconds, medians of {part['repetitions']}", table(["", *headings], medians)),
            (f"{name}: paired ratios to tmpfs, which is always hot (of one command on one tree: pages/ to pages/)", table(["", *headings], ratios)),
            (f"{name}: requests per article", table(["", "cold", "warm", "files pushed"], asked))]


def request_tables(name, part):
    rows = [[command, *(requests_text(part, command, heat) for heat in ("cold", "warm")),
             ", ".join(f"{op} {count}" for op, count in sorted(part["requests"][command]["cold"][-1].items(), key=lambda x: -x[1])[:5])]
            for command in part["requests"]]
    return [(f"requests per article, {part['articles']:,} articles, all with takes", table(["", "cold", "warm", "cold, in all"], rows))]


def cat_tables(name, part):
    rows = [[heat_name(place, heat), *(f"{median(one[key] for one in taken[heat]):.1f}" for key in ("p50_us", "p90_us", "p99_us"))]
            for place, taken in part["microseconds"].items() for heat in ("cold", "warm") if not (place == "tmpfs" and heat == "cold")]
    return [(f"{name}: open, read and close a body drawn at random, µs", table(["", "p50", "p90", "p99"], rows))]


def parallel_tables(name, part):
    rows = [[f"{view}/ {place}", f"{median(ways['apart']):.3f}", f"{median(ways['together']):.3f}",
             f"{limits.paired(ways['together'], ways['apart']):.2f}"]
            for view, places in part["seconds"].items() for place, ways in places.items()]
    return [("two cold readers of disjoint halves (grep -r), seconds", table(["", "one after the other", "at once", "ratio"], rows))]


def listing_tables(name, part):
    rows = [[command, *(f"{median(taken[place]):.3f}" for place in taken), f"{median(limits.total(x) for x in part['requests'][command]):.0f}"]
            for command, taken in part["seconds"].items()]
    places = list(next(iter(part["seconds"].values())))
    return [(f"a directory of {part['entries']:,} entries, cold, seconds", table(["", *places, "requests of newsfs"], rows))]


def import_tables(name, part):
    rows = [[what, f"{one['articles']:,}", f"{one['articles'] / median(one['seconds']):,.0f}",
             f"{one['bytes'] / 1e6 / median(one['seconds']):.0f}", f"{median(one['cpu_seconds']) / one['articles'] * 1e6:.1f}",
             f"{max(one['rss_bytes']) / 1e6:.0f}"] for what, one in part.items()]
    return [("import into a new store", table(["", "articles", "articles/s", "MB/s", "CPU µs/article", "resident MB"], rows))]


def mount_tables(name, part):
    rows = [[what, f"{one['articles']:,}", f"{median(one['returned_ms']):.2f}", f"{median(one['answered_ms']):.2f}",
             f"{max(one['answered_ms']):.2f}"] for what, one in part.items() if what != "memory"]
    memory = part["memory"]
    walked = [[what, f"{memory[key] / 1e6:.2f}"] for what, key in (("new", "new"), ("everything listed", "listed"), ("every page read, too", "read"))]
    return [("mount, ms", table(["", "articles", "returned", "answered", "worst"], rows)),
            (f"anonymous memory of the daemon, MB ({memory['entries']:,} entries walked)", table(["", "MB"], walked))]


def visible_tables(name, part):
    rows = []
    for way, taken in part["milliseconds"].items():
        taken = sorted(taken)
        rows.append([way, *(f"{taken[int(share * (len(taken) - 1))]:.0f}" for share in (0.5, 0.99)), f"{taken[-1]:.0f}"])
    return [(f"a commit becomes visible, ms, {len(taken)} tries", table(["", "p50", "p99", "worst"], rows))]


def idle_tables(name, part):
    share = part["cpu_seconds"] / part["seconds"]
    return [("an idle mount", table(["", ""], [["processor", f"{share * 100:.4f} %"], ["wake-ups per second", f"{part['wakeups'] / part['seconds']:.1f}"]]))]


def ask_tables(name, part):
    looked = [[what, one["queries"], *(f"{one[key]:.2f}" for key in ("p50_ms", "p99_ms", "worst_ms"))] for what, one in part["lookups"].items()]
    ran = [[what, f"{median(taken) * 1e3:.1f}", f"{sorted(taken)[int(0.99 * (len(taken) - 1))] * 1e3:.1f}"] for what, taken in part["commands"].items()]
    beside = [[what, f"{median(one['seconds']):.3f}", f"{median(one['cpu_seconds']):.2f}"] for what, one in part["grep"].items()]
    return [(f"a directory under search/ never looked at before, first 20 names, {part['articles']:,} articles, ms",
             table(["", "queries", "p50", "p99", "worst"], looked)),
            (f"commands, {part['articles']:,} articles, ms", table(["", "p50", "p99"], ran)),
            (f"newsfs grep on a store, grep -r and rg -j2 on its pages on tmpfs, {part['pages']:,} articles, s",
             table(["", "seconds", "processor"], beside))]


def index_tables(name, part):
    state = part["state"]
    rows = [["megabytes of text a second", f"{limits.index_rate(part, 'seconds'):.1f}"],
            ["the same of processor time", f"{limits.index_rate(part, 'cpu_seconds'):.1f}"],
            ["index size, of the text's", f"{state['index_bytes'] / state['text_bytes']:.2f}"],
            ["an import meanwhile, times slower", f"{limits.paired(part['import_meanwhile'], part['import_alone']):.2f}"]]
    return [(f"the index of {state['indexed']:,} articles, {state['text_bytes'] / 1e6:.0f} MB of text", table(["", ""], rows))]


def follow_tables(name, part):
    rows = [["import", f"{part['import_seconds']:.2f} s"], ["visible after it", f"{part['visible_seconds'] * 1e3:.0f} ms"],
            ["processor time of the daemon", f"{part['cpu_seconds']:.2f} s"], ["notifications to the kernel", f"{part['notified']:,}"],
            ["requests of a walk before", f"{part['warm_walk']:,}"],
            ["requests of the next walk", f"{part['next_walk']:,} for {part['entries']:,} entries"],
            ["anonymous memory of the daemon", f"{part['memory'] / 1e6:.1f} MB"]]
    return [(f"{part['articles']:,} articles imported under a mount of {part['before']:,}, all of it cached", table(["", ""], rows))]


TABLES = {"import": import_tables, "mount": mount_tables, "requests": request_tables, "scan": scan_tables, "corpus": scan_tables,
          "cat": cat_tables, "parallel": parallel_tables, "listing": listing_tables, "visible": visible_tables, "idle": idle_tables,
          "ask": ask_tables, "index": index_tables, "follow": follow_tables}


def part_text(name, part):
    return "\n\n".join(f"{title}\n\n{body}" for title, body in TABLES[name](name, part))


def limits_text(rows):
    return "limits\n\n" + table(["", "measured", "must", "aim", ""],
                                [[row["name"], *row["shown"], row["verdict"]] for row in rows if row["value"] is not None])


def change(now, before):
    if not before:
        return "–" if now else "same"
    return f"{(now / before - 1) * 100:+.0f} %"


def comparison_text(rows, earlier):
    """Against the last results of the same kind; None where there are none."""
    before = {row["name"]: row for row in earlier}
    both = [(row, before[row["name"]]) for row in rows if row["value"] is not None and before.get(row["name"], {}).get("value") is not None]
    if not both:
        return None
    return "against the last time\n\n" + table(["", "last time", "now", "change"],
                                               [[row["name"], old["shown"][0], row["shown"][0], change(row["value"], old["value"])] for row, old in both])
