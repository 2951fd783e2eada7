"""The limits that newsfs holds itself to: what must be reached, what is aimed at, and how a figure is taken from the results.

Times are paired: the ratio of two measurements of one repetition, and the median of those. A figure is None where its part did not run."""

from statistics import median

SOURCES_COMMANDS = ("find", "ls -lnR", "grep -r", "rg", "tar")
PAGES_COMMANDS = ("grep -r pages/", "rg pages/")


def paired(above, below):
    return median(a / b for a, b in zip(above, below))


def total(requests):
    return sum(requests.values())


def times(results, command, place, heat):
    return results["scan"]["seconds"][command][place][heat]


def per_article(part, command, heat):
    return median(total(asked) for asked in part["requests"][command][heat]) / part["articles"]


def warm_share(results):
    """The worst command's requests of a warm pass, of its cold one."""
    parts = [results[name] for name in ("scan", "requests") if name in results]
    return max(median(total(warm) / total(cold) for warm, cold in zip(asked["warm"], asked["cold"]))
               for part in parts for asked in part["requests"].values())


def to_tmpfs(command):
    return lambda r: paired(times(r, command, "newsfs", "warm"), times(r, command, "tmpfs", "warm"))


def ahead_of_squashfuse(command):
    return lambda r: paired(times(r, command, "squashfuse_ll", "cold"), times(r, command, "newsfs", "cold"))


def latency(results, place, heat, percentile):
    return [one[percentile] for one in results["cat"]["microseconds"][place][heat]]


def worst_visible(results, share):
    worst = [sorted(way)[int(share * (len(way) - 1))] for way in results["visible"]["milliseconds"].values()]
    return max(worst)


def index_rate(part, by):
    return part["state"]["text_bytes"] / 1e6 / median(part[by])


def beside(results, ours, theirs):
    return paired(results["ask"]["grep"][ours]["seconds"], results["ask"]["grep"][theirs]["seconds"])


def percent(share):
    return f"{share * 100:.2f} %"


def number(digits, unit=""):
    return lambda value: f"{value:,.{digits}f}{' ' if unit else ''}{unit}"


def import_rate(results, files):
    one = results["import"][files]
    return one["articles"] / median(one["seconds"])


def large(listing):
    if listing["entries"] < 15000:
        raise ValueError("of a store with fewer articles")
    return listing


class Limit:
    """`least`: the figure has to be at least so large; else at most."""

    def __init__(self, name, must, aim, figure, show=number(2), least=False):
        self.name, self.must, self.aim, self.figure, self.show, self.least = name, must, aim, figure, show, least

    def reaches(self, value, limit):
        return value >= limit if self.least else value <= limit

    def verdict(self, value):
        if value is None:
            return "not measured"
        if not self.reaches(value, self.must):
            return "MISSED"
        return "aim reached" if self.aim is not None and self.reaches(value, self.aim) else "reached"

    def measure(self, results):
        try:
            return self.figure(results)
        except (KeyError, ZeroDivisionError, IndexError, ValueError):  # ValueError: of nothing
            return None

    def row(self, results):
        value = self.measure(results)
        return {"name": self.name, "least": self.least, "must": self.must, "aim": self.aim, "value": value, "verdict": self.verdict(value),
                "shown": [self.show(x) if x is not None else "–" for x in (value, self.must, self.aim)]}


LIMITS = [
    Limit("requests per article, cold grep -r sources/, takes with every article", 4.2, 4.05,
          lambda r: per_article(r["requests"], "grep -r", "cold"), number(3)),
    Limit("requests per article, cold grep -r pages/", 0.1, 0.03,
          lambda r: per_article(r["requests"], "grep -r pages/", "cold"), number(4)),
    Limit("requests of a warm pass, of the cold one's (worst command)", 0.01, 0, warm_share, percent),
    Limit("warm grep -r / tmpfs", 1.25, 1.05, to_tmpfs("grep -r")),
    Limit("warm find / tmpfs", 1.0, 0.75, to_tmpfs("find")),
    Limit("warm ls -lnR / tmpfs", 1.0, 0.75, to_tmpfs("ls -lnR")),
    Limit("warm tar / tmpfs", 1.4, 1.1, to_tmpfs("tar")),
    Limit("cold grep -r sources/, times faster than squashfuse_ll", 2.5, 5, ahead_of_squashfuse("grep -r"), least=True),
    Limit("cold tar, times faster than squashfuse_ll", 2.5, 5, ahead_of_squashfuse("tar"), least=True),
    Limit("cold grep -r pages/ / hot tmpfs with the directory tree", 1.0, 0.5,
          lambda r: paired(times(r, "grep -r pages/", "newsfs", "cold"), times(r, "grep -r", "tmpfs", "warm"))),
    Limit("cold cat p50, times faster than squashfuse_ll", 4, 10,
          lambda r: paired(latency(r, "squashfuse_ll", "cold", "p50_us"), latency(r, "newsfs", "cold", "p50_us")), least=True),
    Limit("two parallel cold readers of sources/, against one after the other", 1.0, 0.6,
          lambda r: paired(r["parallel"]["seconds"]["sources"]["newsfs"]["together"], r["parallel"]["seconds"]["sources"]["newsfs"]["apart"])),
    Limit("two parallel cold readers of pages/, against one after the other", 1.0, 0.6,
          lambda r: paired(r["parallel"]["seconds"]["pages"]["newsfs"]["together"], r["parallel"]["seconds"]["pages"]["newsfs"]["apart"])),
    Limit("mount of the large store until it answers", 10, 2,
          lambda r: median(r["mount"]["large"]["answered_ms"]), number(2, "ms")),
    Limit("anonymous memory after a full walk of the large store", 16, 4,
          lambda r: max(r["mount"]["memory"]["listed"], r["mount"]["memory"]["read"]) / 1e6, number(2, "MB")),
    Limit("import of generated articles, articles/s", 40000, 80000, lambda r: import_rate(r, "synthetic"), number(0), least=True),
    Limit("import of real articles, articles/s", 40000, 80000, lambda r: import_rate(r, "corpus"), number(0), least=True),
    Limit("import, resident memory", 64, None, lambda r: max(max(one["rss_bytes"]) for one in r["import"].values()) / 1e6, number(1, "MB")),
    Limit("ls of a directory of 20,000 entries, cold", 0.3, None,
          lambda r: median(large(r["listing"])["seconds"]["ls sources/"]["newsfs"]), number(3, "s")),
    Limit("requests that ls -l of it adds to ls, per file", 0.01, None,
          lambda r: max(0, median(total(x) for x in r["listing"]["requests"]["ls -l sources/"]) -
                        median(total(x) for x in r["listing"]["requests"]["ls sources/"])) / r["listing"]["entries"], number(4)),
    Limit("a directory under search/, a rare word, p99", 5, None, lambda r: r["ask"]["lookups"]["a rare word"]["p99_ms"], number(2, "ms")),
    Limit("a directory under search/, two common words, p99", 50, None, lambda r: r["ask"]["lookups"]["two common words"]["p99_ms"], number(2, "ms")),
    Limit("newsfs grep of a rare string, large store", 20, None,
          lambda r: median(r["ask"]["commands"]["newsfs grep, a rare string"]) * 1e3, number(1, "ms")),
    Limit("newsfs grep of a rare string, times faster than grep -r on tmpfs", 100, None,
          lambda r: beside(r, "grep -r, a rare string", "newsfs grep, a rare string"), number(0), least=True),
    Limit("newsfs grep of a common word / rg on tmpfs", 1.5, 1.0, lambda r: beside(r, "newsfs grep, a common word", "rg, a common word")),
    Limit("newsfs grep of what the index knows nothing of / rg on tmpfs", 1.5, 1.0,
          lambda r: beside(r, "newsfs grep, two letters that are nowhere", "rg, two letters that are nowhere")),
    Limit("index, megabytes of text a second", 15, None, lambda r: index_rate(r["index"], "seconds"), number(1), least=True),
    Limit("index, size / text", 1.2, None, lambda r: r["index"]["state"]["index_bytes"] / r["index"]["state"]["text_bytes"]),
    Limit("a commit is visible, p99 of the slowest of ls, cat, wire.tsv", 250, 100, lambda r: worst_visible(r, 0.99), number(0, "ms")),
    Limit("processor time of an idle mount", 0.001, None,
          lambda r: r["idle"]["cpu_seconds"] / r["idle"]["seconds"], lambda share: f"{share * 100:.3f} %"),
]


def rows(results):
    return [limit.row(results) for limit in LIMITS]
