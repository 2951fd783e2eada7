"""Whole-tree commands on newsfs and on its peers, interleaved: in every repetition each command runs on each place, cold and then warm."""

from collections import defaultdict

from . import places, process

NOTHING = "zqxjvwkzq"  # grep for what no article says, so that all is read

COMMANDS = {
    "find": lambda at: ["find", at / "sources"],
    "ls -lnR": lambda at: ["ls", "-lnR", at / "sources"],
    "grep -r": lambda at: ["grep", "-r", NOTHING, at / "sources"],
    "rg": lambda at: ["rg", "-j2", NOTHING, at / "sources"],
    "tar": lambda at: ["tar", "-cf", "-", "-C", at, "sources"],
    "grep -r pages/": lambda at: ["grep", "-r", NOTHING, at / "pages"],
    "rg pages/": lambda at: ["rg", "-j2", NOTHING, at / "pages"],
}
COUNTED_ONLY = {
    "grep -r panel/": lambda at: ["grep", "-r", NOTHING, at / "panel"],
}


def rotated(things, by):
    things = list(things)
    by %= len(things)
    return things[by:] + things[:by]


def difference(after, before):
    return {name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name, 0)}


class Requests:
    """What a mount is asked while something runs, less what the asking costs."""

    def __init__(self, newsfs):
        self.newsfs = newsfs
        newsfs.requests()
        first = newsfs.requests()
        self.last = newsfs.requests()
        self.own = difference(self.last, first)

    def since(self):
        now = self.newsfs.requests()
        asked = difference(difference(now, self.last), self.own)
        self.last = now
        return asked


def same_trees(trees):
    """Ratios are worth nothing where the trees differ."""
    lines = {}
    for name, place in trees.items():
        with place.mounted() as at:
            lines[name] = sum(process.run(["find", at / view, "-printf", "x"]).count("x") for view in ("sources", "pages"))
    if len(set(lines.values())) != 1:
        raise process.Failed(f"the trees differ: {lines} entries")
    return next(iter(lines.values()))


def one_pass(place, command, result, label):
    with place.mounted() as at:
        counter = Requests(place) if isinstance(place, places.Newsfs) else None
        for heat in ("cold", "warm"):
            result["seconds"][label][place.name][heat].append(process.seconds(command(at)))
            if counter:
                result["requests"][label][heat].append(counter.since())
        if counter:
            result["pushed"][label].append(place.status()["pushed"])


def empty_result():
    return {"seconds": defaultdict(lambda: defaultdict(lambda: defaultdict(list))),
            "requests": defaultdict(lambda: defaultdict(list)),
            "pushed": defaultdict(list)}


def scan(trees, repetitions, say):
    """Times in seconds by command, place and heat; requests by command and heat, one dictionary a repetition."""
    result = empty_result()
    for repetition in range(repetitions):
        for label, command in COMMANDS.items():
            for place in rotated(trees.values(), repetition):
                say(f"scan {repetition + 1}/{repetitions}: {label} on {place.name}")
                one_pass(place, command, result, label)
    return result


def count_requests(newsfs, repetitions, say):
    """Requests alone, of a store in which every article has takes."""
    result = empty_result()
    for repetition in range(repetitions):
        for label, command in (COMMANDS | COUNTED_ONLY).items():
            say(f"requests {repetition + 1}/{repetitions}: {label}")
            one_pass(newsfs, command, result, label)
    return result


def halves(at, view):
    """The directories of a view in two heaps with nearly as many articles each."""
    sizes = sorted(((len(list(d.iterdir())), d.name) for d in (at / view).iterdir()), reverse=True)
    heaps, weights = ([], []), [0, 0]
    for size, name in sizes:
        lighter = weights.index(min(weights))
        heaps[lighter].append(name)
        weights[lighter] += size
    return heaps


def grep_of(at, view, names):
    return ["grep", "-r", NOTHING, *(at / view / name for name in names)]


def parallel(trees, repetitions, say):
    """Two readers of disjoint halves at once, and one after the other; cold mounts both times."""
    result = {view: {name: {"apart": [], "together": []} for name in trees} for view in ("sources", "pages")}
    for view in result:
        heaps = halves(trees["tmpfs"].directory, view)
        for repetition in range(repetitions):
            for place in rotated(trees.values(), repetition):
                say(f"parallel {repetition + 1}/{repetitions}: {view}/ on {place.name}")
                for way in rotated(("apart", "together"), repetition):
                    with place.mounted() as at:
                        readers = [grep_of(at, view, heap) for heap in heaps]
                        took = process.seconds(*readers) if way == "together" else sum(process.seconds(reader) for reader in readers)
                    result[view][place.name][way].append(took)
    return result
