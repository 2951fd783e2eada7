"""Single files and single directories: latency of opening one, a directory of many entries, a commit becoming visible, a start, an idle hour."""

import os
import random
import time

from . import places, process, stores
from .scan import NOTHING, Requests, rotated

SAMPLE = 2000
SETTLE_SECONDS = 1.5


def sample_bodies(at, count):
    """Bodies of articles drawn evenly, always the same ones, as paths within the tree."""
    articles = sorted(article.relative_to(at) for source in (at / "sources").iterdir() for article in source.iterdir())
    random.Random(1).shuffle(articles)
    return [article / "body.txt" for article in articles[:count]]


def cat(trees, probe, repetitions, say):
    """Microseconds to open, read and close one file: percentiles by place and heat, one a repetition."""
    bodies = sample_bodies(trees["tmpfs"].directory, SAMPLE)
    result = {name: {"cold": [], "warm": []} for name in trees}
    for repetition in range(repetitions):
        for place in rotated(trees.values(), repetition):
            say(f"cat {repetition + 1}/{repetitions}: {place.name}")
            with place.mounted() as at:
                paths = "".join(f"{at / body}\n" for body in bodies)
                for heat in ("cold", "warm"):
                    result[place.name][heat].append(process.run_json([probe], input=paths))
    return result


LISTINGS = {"ls": ["ls"], "ls -U": ["ls", "-U"], "ls -l": ["ls", "-ln"]}


def largest(at):
    return max((at / "sources").iterdir(), key=lambda d: len(list(d.iterdir()))).name


def listing(trees, repetitions, say):
    """One large directory, cold: seconds by place, requests on newsfs; of directories and of files."""
    source = largest(trees["tmpfs"].directory)
    entries = len(list((trees["tmpfs"].directory / "sources" / source).iterdir()))
    result = {"entries": entries, "seconds": {}, "requests": {}}
    for view in ("sources", "pages"):
        for label, command in LISTINGS.items():
            name = f"{label} {view}/"
            result["seconds"][name] = {place: [] for place in trees}
            result["requests"][name] = []
            for repetition in range(repetitions):
                say(f"listing {repetition + 1}/{repetitions}: {name}")
                for place in rotated(trees.values(), repetition):
                    list_once(place, [*command], f"{view}/{source}", name, result)
    return result


def list_once(place, command, directory, name, result):
    with place.mounted() as at:
        counter = Requests(place) if isinstance(place, places.Newsfs) else None
        result["seconds"][name][place.name].append(process.seconds([*command, at / directory]))
        if counter:
            result["requests"][name].append(counter.since())


def visible(newsfs, probe, tries, say):
    """Milliseconds from a commit until it is seen, by way."""
    say(f"visible: {tries} commits")
    with newsfs.mounted() as at:
        lines = process.run([probe, newsfs.store, at, tries]).split("\n")
    rows = [[float(field) for field in line.split()] for line in lines if line]
    return dict(zip(("ls", "cat", "wire.tsv"), map(list, zip(*rows))))


def start_up(newsfs, probe, repetitions, say):
    """Milliseconds from the command's start until it has returned, and until the mount's first listing is read."""
    result = {"returned_ms": [], "answered_ms": []}
    for repetition in range(repetitions):
        say(f"mount {repetition + 1}/{repetitions}: {newsfs.store.name}")
        try:
            took = process.run_json([probe, newsfs.directory, *newsfs.command()])
            pid = newsfs.status()["pid"]
        finally:
            places.unmount(newsfs.directory)
        places.wait_for_end(pid)
        for key, values in result.items():
            values.append(took[key])
    return result


def memory(newsfs, say):
    """Anonymous memory of the daemon when it is new, and after everything has been walked."""
    with newsfs.mounted() as at:
        new = newsfs.status()["memory_anon_bytes"]
        say(f"memory: walking {newsfs.store.name}")
        entries = process.run(["find", at / "sources", "-printf", "x"]).count("x")
        for view in ("pages", "panel", "topics", "dates", "latest"):
            entries += process.run(["find", at / view, "-maxdepth", "2", "-printf", "x"]).count("x")
        listed = newsfs.status()["memory_anon_bytes"]
        say(f"memory: reading {newsfs.store.name}")
        process.seconds(["grep", "-r", NOTHING, at / "pages"])
        return {"new": new, "listed": listed, "read": newsfs.status()["memory_anon_bytes"], "entries": entries}


def idle(newsfs, seconds, say):
    """What a mount costs while nothing happens."""
    with newsfs.mounted():
        pid = newsfs.status()["pid"]
        say(f"idle: {seconds} seconds")
        time.sleep(SETTLE_SECONDS)
        cpu, woken, begin = process.cpu_seconds(pid), process.wakeups(pid), time.monotonic()
        time.sleep(seconds)
        took = time.monotonic() - begin
        return {"seconds": took, "cpu_seconds": process.cpu_seconds(pid) - cpu, "wakeups": process.wakeups(pid) - woken}


def imports(program, files, directory, repetitions, say):
    """Articles and megabytes a second into a new store, and the most memory that took; {name: file}."""
    result = {name: {"seconds": [], "cpu_seconds": [], "rss_bytes": [], "bytes": file.stat().st_size} for name, file in files.items()}
    for repetition in range(repetitions):
        for name, file in files.items():
            say(f"import {repetition + 1}/{repetitions}: {name}")
            places.warm(file)
            store = directory / "import.db"
            took, usage = process.usage_of([program, "--store", store, "import", file])
            result[name]["seconds"].append(took)
            result[name]["cpu_seconds"].append(usage.ru_utime + usage.ru_stime)
            result[name]["rss_bytes"].append(usage.ru_maxrss * 1024)
            result[name]["articles"] = process.run_json([program, "--store", store, "status", "--json"])["articles"]
            stores.wait_for_index(program, store)  # else what the import left running slows the next,
            for left in directory.glob("import.db*"):
                left.unlink()
            os.sync()  # and what it left to be written
    return result
