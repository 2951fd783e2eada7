"""Searching: directories under search/, newsfs grep beside grep and rg, the index and what it costs, many changes at once under a mount."""

import json
import random
import re
import shutil
import sqlite3
import subprocess
import time
from collections import Counter

from . import places, process

SAMPLE = 20000   # titles from which words are drawn
QUERIES = 200
ABSENT = "zq"    # two letters that no article has side by side, too short for the index: everything is read


def words_of(newsfs):
    """(rare, common) words of titles: those seen once, longest first, and the most frequent."""
    rows = process.run([newsfs.program, "--store", newsfs.store, "list", "--json", "-n", SAMPLE]).splitlines()
    counted = Counter(word for row in rows for word in re.findall(r"[a-z]{4,}", json.loads(row)["title"].lower()))
    rare = sorted((word for word, times in counted.items() if times == 1), key=lambda word: (-len(word), word))
    return rare[:QUERIES], [word for word, _ in counted.most_common(25)]


def lookups(newsfs, probe, say):
    """Directories under search/ that were never looked at: milliseconds for the first 20 names."""
    rare, common = words_of(newsfs)
    pairs = [f"{a} {b}" for n, a in enumerate(common) for b in common[n + 1:]]
    random.Random(1).shuffle(pairs)
    result = {}
    for name, queries in (("a rare word", rare), ("two common words", pairs[:QUERIES])):
        say(f"ask: {name}")
        with newsfs.mounted() as at:
            result[name] = process.run_json([probe, at], input="".join(f"{query}\n" for query in queries))
    return result


def grep(newsfs, pattern):
    return [newsfs.program, "--store", newsfs.store, "grep", "-F", pattern]


def commands(newsfs, repetitions, say):
    """Seconds of whole commands on the large store, the start of the process included."""
    rare, common = words_of(newsfs)
    address = process.run([newsfs.program, "--store", newsfs.store, "list", "-n", 1]).split("\t")[0]
    lines = {"newsfs search, a rare word": ["search", "-n", 20, rare[0]], "newsfs search, two common words": ["search", "-n", 20, f"{common[0]} {common[1]}"],
             "newsfs grep, a rare string": ["grep", "-F", rare_string(newsfs, address)]}
    result = {name: [] for name in lines}
    for repetition in range(10 * repetitions):
        say(f"ask: commands {repetition + 1}")
        for name, words in lines.items():
            result[name].append(process.seconds([newsfs.program, "--store", newsfs.store, *words]))
    return result


def rare_string(newsfs, name):
    """What stands in one page only: the end of an article's address."""
    sources = process.run([newsfs.program, "--store", newsfs.store, "ls", "sources"]).split()
    for source in sources:
        done = subprocess.run([newsfs.program, "--store", newsfs.store, "cat", f"sources/{source}/{name}/url.txt"], capture_output=True, text=True)
        if done.returncode == 0:
            return "/" + done.stdout.strip().split("/", 3)[3]
    raise process.Failed(f"{name}: in no source")


def beside_grep(newsfs, directory, repetitions, say):
    """Seconds of grep over a store and over the same pages on tmpfs, and processor seconds of those that read everything."""
    _, common = words_of(newsfs)
    name = process.run([newsfs.program, "--store", newsfs.store, "list", "-n", 1]).split("\t")[0]
    rare = rare_string(newsfs, name)
    with places.tmpfs(directory) as there:
        say("ask: copying the pages to tmpfs")
        process.run([newsfs.program, "--store", newsfs.store, "export", "pages", there / "pages"])
        pages = there / "pages"
        lines = {"newsfs grep, a rare string": grep(newsfs, rare), "grep -r, a rare string": ["grep", "-rF", rare, pages],
                 "newsfs grep, a common word": grep(newsfs, common[0]), "rg, a common word": ["rg", "-j2", "-F", common[0], pages],
                 "newsfs grep, two letters that are nowhere": grep(newsfs, ABSENT), "rg, two letters that are nowhere": ["rg", "-j2", "-F", ABSENT, pages]}
        result = {name: {"seconds": [], "cpu_seconds": []} for name in lines}
        for repetition in range(repetitions):
            for name, command in lines.items():
                say(f"ask {repetition + 1}/{repetitions}: {name}")
                begin = time.monotonic()
                usage = process.finish(process.start(command))
                result[name]["seconds"].append(time.monotonic() - begin)
                result[name]["cpu_seconds"].append(usage.ru_utime + usage.ru_stime)
    return result


# ---- the index ----

def without_index(store, copy):
    """A copy of a store in which everything waits to be indexed."""
    shutil.copyfile(store, copy)
    with sqlite3.connect(copy) as db:
        for table in ("word", "trigram", "segment", "dirty"):
            db.execute(f"DELETE FROM {table}")
    db.close()


def remove(store):
    for left in store.parent.glob(f"{store.name}*"):
        left.unlink()


def index_state(program, store):
    said = process.run([program, "--store", store, "index"])
    indexed, waiting, text, size = re.match(r"(\d+) articles indexed, (\d+) waiting; ([\d.]+) MB of text, index ([\d.]+) MB", said).groups()
    return {"indexed": int(indexed), "waiting": int(waiting), "text_bytes": float(text) * 1e6, "index_bytes": float(size) * 1e6}


def index(program, store, documents, directory, repetitions, say):
    """Building the index of a store, and importing while that goes on."""
    result = {"seconds": [], "cpu_seconds": [], "import_alone": [], "import_meanwhile": []}
    copy = directory / "index.db"
    for repetition in range(repetitions):
        say(f"index {repetition + 1}/{repetitions}")
        without_index(store, copy)
        took, usage = process.usage_of([program, "--store", copy, "index"])
        result["seconds"].append(took)
        result["cpu_seconds"].append(usage.ru_utime + usage.ru_stime)
        result["state"] = index_state(program, copy)
        remove(copy)
        for name in ("import_alone", "import_meanwhile"):
            without_index(store, copy) if name == "import_meanwhile" else shutil.copyfile(store, copy)
            behind = process.start(["nice", program, "--store", copy, "index"]) if name == "import_meanwhile" else None
            result[name].append(process.usage_of([program, "--store", copy, "import", documents])[0])
            if behind:
                process.finish(behind)
            while index_state(program, copy)["waiting"]:
                time.sleep(0.1)
            remove(copy)
    return result


# ---- many changes at once ----

def lines_of(path):
    return process.run(["wc", "-l", path]).split()[0]


def follow(newsfs, documents, count, say):
    """An import of many articles into the store of a mount whose tree the kernel has cached whole."""
    with newsfs.mounted() as at:
        pid = newsfs.status()["pid"]
        say("follow: walking the tree")
        process.seconds(["find", at])
        process.seconds(["grep", "-r", "zqxjvwkzq", at / "pages"])
        warm = newsfs.requests()
        process.seconds(["find", at])
        again = newsfs.requests()
        before, cpu, expected = newsfs.status(), process.cpu_seconds(pid), int(lines_of(at / "wire.tsv")) + count
        say(f"follow: importing {count}")
        importing = process.usage_of([newsfs.program, "--store", newsfs.store, "import", documents])[0]
        done = time.monotonic()
        while int(lines_of(at / "wire.tsv")) < expected:
            time.sleep(0.002)
        visible = time.monotonic() - done
        time.sleep(1)  # what is told twice
        result = {"articles": count, "import_seconds": importing, "visible_seconds": visible, "cpu_seconds": process.cpu_seconds(pid) - cpu,
                  "notified": newsfs.status()["notified"] - before["notified"], "warm_walk": sum(again.values()) - sum(warm.values())}
        asked = newsfs.requests()
        entries = process.run(["find", at, "-printf", "x"]).count("x")
        result["next_walk"] = sum(newsfs.requests().values()) - sum(asked.values())
        return result | {"entries": entries, "memory": newsfs.status()["memory_anon_bytes"]}
