"""A directory under search/ holds what a naive scan of the mount's own files finds, newest arrival first: random queries over random stores.

NEWSFS_SEED chooses other ones, NEWSFS_ROUNDS more of them."""

import errno
import json
import os
import random
import re
import unicodedata
from datetime import datetime, timezone

import pytest
from support import SANITIZER, article, take, within_a_second

SEED = int(os.environ.get("NEWSFS_SEED", 20260408))
ROUNDS = int(os.environ.get("NEWSFS_ROUNDS", 1))
QUERIES = 40 if SANITIZER else 150

WORDS = ["rates", "Interest", "rate", "Zürich", "zurich", "ZÜRICH", "euro", "infla", "inflation", "bank", "BANKS", "42", "a", "Straße", "strasse", "đường",
         "don't", "U.S.", "ＩＢＭ", "café-bar", "中文", "学中文的人", "中，文", "東京都知事", "서울특별시", "ﬁne"]
ASKED = ["rates", "interest", "rate", "zurich", "Zürich", "euro", "infla", "inflation", "bank", "banks", "42", "a", "strasse", "STRASSE", "duong", "don", "t", "ibm",
         "cafe", "bar", "absent", "fine"]
UNSPACED = ["中文", "文的", "中", "文", "東京", "京都", "知事", "서울", "特别"]
PHRASES = ["interest rate", "rates euro", "don t", "u s", "cafe bar", "bank a", "a 42"]
AUTHORS = ["Ann Smith", "J. Smithers", "Zoë Smith"]
SOURCES, TOPICS, ROLES = ["Reuters", "The Wire"], ["AI", "Foreign exchange"], ["skeptic", "builder"]


def some_text(rng, most):
    return " ".join(rng.choice(WORDS) + rng.choice(["", "", "", ",", "."]) for _ in range(rng.randrange(1, most)))


def some_document(rng, number):
    published = f"2026-0{rng.randrange(3, 6)}-{rng.randrange(1, 29):02d}T{rng.randrange(24):02d}:00:00Z"
    return article(number, title=some_text(rng, 4), body=some_text(rng, 12) + "\n\n" + some_text(rng, 6), source=rng.choice(SOURCES),
                   summary=rng.choice([None, some_text(rng, 5)]), published=rng.choice([published, published, published, None]),
                   authors=rng.sample(AUTHORS, rng.randrange(3)), topics=rng.sample(TOPICS, rng.randrange(3)),
                   takes=[take(role, some_text(rng, 5)) for role in rng.sample(ROLES, rng.choice([0, 0, 1, 2]))])


@pytest.fixture(params=["nothing indexed", "a part indexed", "all indexed"])
def filled(request, newsfs):
    rng = newsfs.rng = random.Random(f"{SEED} {request.param}")
    newsfs.put(*(some_document(rng, n) for n in range(70)), now=1_790_000_000)
    if request.param != "nothing indexed":
        newsfs.run("index")
        newsfs.put(*(some_document(rng, n) for n in range(50, 100)), now=1_790_100_000)
    newsfs.run("prune", "--older-than", "2026-03-10")
    if request.param == "all indexed":
        newsfs.run("index")
    return newsfs


# ---- the naive scan ----

def folded(text):
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D")).casefold()
    return unicodedata.normalize("NFKC", "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)))


def is_unspaced(token):
    return token[0] >= "\u2e80"


def tokens(text):
    return re.findall(r"[^\W_]+", folded(text))


def has_row(text, asked, prefix):
    """Words in a row; those of an unspaced script stand anywhere in a run of it."""
    words = tokens(text)
    if len(asked) == 1 and is_unspaced(asked[0]):
        return any(asked[0] in word for word in words)
    for at in range(len(words) - len(asked) + 1):
        *whole, last = words[at:at + len(asked)]
        if whole == asked[:-1] and (last.startswith(asked[-1]) if prefix else last == asked[-1]):
            return True
    return False


class Scanned:
    """An article as its own files say."""

    def __init__(self, path):
        def text(name):
            return (path / name).read_text() if (path / name).exists() else ""
        meta = json.loads(text("meta.json"))
        self.name, self.day = path.name, path.name[:10]
        self.title, self.authors = text("title.txt"), [author["name"] for author in meta.get("authors", [])]
        takes = list((path / "takes").iterdir()) if (path / "takes").exists() else []
        self.texts = [self.title, text("summary.txt"), text("body.txt"), *(t.read_text().split("\n\n", 1)[1] for t in takes)]
        self.roles = {t.stem for t in takes}
        self.source, self.topics = path.parent.name, {slug(topic) for topic in meta.get("topics", [])}
        self.published = datetime.fromisoformat(meta.get("published") or meta["first_seen"]).timestamp()


def slug(name):
    return name.lower().replace(" ", "-")


def scan(mount):
    """Every article, the newest arrival first."""
    found = {path.name: Scanned(path) for source in (mount / "sources").iterdir() for path in source.iterdir()}
    arrived = [line.split("\t")[2] for line in (mount / "wire.tsv").read_text().splitlines()]
    return [found[name] for name in reversed(arrived) if name in found]


# ---- queries: their text, and the question they mean ----

def word_query(rng):
    field = rng.choice(["", "", "", "title:", "author:"])
    prefix = False
    if field == "author:":
        text = rng.choice(["smith", "ann", '"ann smith"', "smi*", "zoe", '"j smithers"'])
    else:
        text = rng.choice([rng.choice(ASKED), rng.choice(ASKED), rng.choice(UNSPACED), f'"{rng.choice(PHRASES)}"', rng.choice(ASKED) + "*"])
    prefix = text.endswith("*")
    asked = tokens(text)
    texts = {"": lambda a: a.texts, "title:": lambda a: [a.title], "author:": lambda a: a.authors}[field]
    return field + text, lambda a: any(has_row(one, asked, prefix) for one in texts(a))


def field_query(rng):
    day = f"2026-0{rng.randrange(3, 6)}-{rng.randrange(1, 29):02d}"
    month = day[:7]
    source, topic, role = rng.choice(SOURCES), rng.choice(TOPICS), rng.choice(ROLES)
    since = datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp()
    return rng.choice([
        (f'source:"{source}"', lambda a: a.source == slug(source)), (f"source:{slug(source)}", lambda a: a.source == slug(source)),
        (f'topic:"{topic}"', lambda a: slug(topic) in a.topics), (f"role:{role}", lambda a: role in a.roles), (f"on:{day}", lambda a: a.day == day),
        (f"on:{month}", lambda a: a.day.startswith(month)), (f"before:{day}", lambda a: a.day < day), (f"after:{day}", lambda a: a.day > day),
        (f"after:{month}", lambda a: a.day[:7] > month), (f"since:{day}", lambda a: a.published >= since),
        (f"since:{day}T12:00:00Z", lambda a: a.published >= since + 43200)])


def random_query(rng, depth=3):
    pick = rng.random()
    if depth == 0 or pick < 0.3:
        return word_query(rng) if rng.random() < 0.7 else field_query(rng)
    (one, is_one), (two, is_two) = random_query(rng, depth - 1), random_query(rng, depth - 1)
    if pick < 0.5:
        return f"({one}) ({two})" if " " in one + two else f"{one} {two}", lambda a: is_one(a) and is_two(a)
    if pick < 0.6:
        return f"({one}) AND ({two})", lambda a: is_one(a) and is_two(a)
    if pick < 0.8:
        return f"({one} OR {two})" if " " not in one + two else f"(({one}) OR ({two}))", lambda a: is_one(a) or is_two(a)
    if pick < 0.9:
        return f"-({one})", lambda a: not is_one(a)
    return f"NOT ({one}) ({two})", lambda a: not is_one(a) and is_two(a)


def names_of(rng):
    """Queries that can be names of files."""
    while True:
        text, question = random_query(rng)
        if len(text.encode()) <= 255 and "/" not in text:
            yield text, question


def test_a_search_lists_what_a_naive_scan_finds_the_newest_arrival_first(filled, mounting):
    mount, limited = mounting(), mounting("-o", "search-limit=5")
    articles, rng = scan(mount), filled.rng
    sizes = []
    for _, (text, question) in zip(range(QUERIES * ROUNDS), names_of(rng)):
        expected = [a.name for a in articles if question(a)]
        what = f"{text} (seed {SEED})"
        assert os.listdir(mount / "search" / text) == expected, what
        assert os.listdir(limited / "search" / text) == expected[:5], what
        sizes.append(len(expected))
        for a in rng.sample(articles, 5):
            assert os.path.lexists(mount / "search" / text / a.name / "title.txt") == (a.name in expected), f"{a.name} in {what}"
    assert 0 in sizes and any(0 < size < len(articles) / 2 for size in sizes)


def test_the_command_finds_the_same(filled, mounting):
    articles = scan(mounting())
    for _, (text, question) in zip(range(15), names_of(filled.rng)):
        rows = filled.run("search", "--json", "-n", "1000", "--", text, status=0 if any(map(question, articles)) else 3).stdout.splitlines()
        assert [json.loads(row)["name"] for row in rows] == [a.name for a in articles if question(a)], text


def test_a_search_follows_what_arrives_changes_and_goes(newsfs, mounting):
    newsfs.put(article(1, title="Rates"), article(2, title="Euro"))
    mount = mounting()
    place = mount / "search/rates"
    assert len(os.listdir(place)) == 1
    newsfs.put(article(2, title="Rates, too"), article(3, title="Rates again"), article(4, title="old rates", published="2001-01-01"))

    within_a_second(lambda: len(os.listdir(place)) == 4, "what arrived and changed")
    newsfs.put(article(1, title="Nothing", body="Nothing."))
    newsfs.run("prune", "--older-than", "2002-01-01")
    within_a_second(lambda: len(os.listdir(place)) == 2, "what matches no more, and what is gone")


@pytest.mark.parametrize("name", ["(a", "a AND", "title:", '"open', "on:yesterday", "!!"])
def test_what_is_no_query_is_an_invalid_argument(filled, mounting, name):
    with pytest.raises(OSError) as refused:
        os.listdir(mounting() / "search" / name)
    assert refused.value.errno == errno.EINVAL
