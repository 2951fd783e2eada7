"""`newsfs grep` says what `grep -r` in a mount says, byte for byte, whatever is indexed: random patterns over random stores.

NEWSFS_SEED chooses other ones, NEWSFS_ROUNDS more of them."""

import os
import random
import subprocess

import pytest
from support import HANG_SECONDS, SANITIZER, article, take

SEED = int(os.environ.get("NEWSFS_SEED", 20260408))
ROUNDS = int(os.environ.get("NEWSFS_ROUNDS", 1))
PATTERNS = 60 if SANITIZER else 150

LINES = """The quick brown fox (jumps) over the lazy dog.
a.b*c+d?e|f{g}h[i]j\\k^l$m
Straße STRASSE straße ẞ ß ss
Kelvin \u212a sign, K k, \u212bngström Ångström å
İstanbul istanbul ISTANBUL ıstanbul Iİıi
ſpecial s S ſ long
alone: ıſtanbul
alone: ſpecial
alone: dıſh
ΣΑΣ σας ςσΣ
中文新聞標題 發布新模型 中文
日本語テキスト カタカナ ｶﾀｶﾅ
Ünïcode ÉCOLE école e\u0301cole
ABC abc Abc aBC abcabc abab aabb
x1 x2 x33 42 007 3.14 -5 1,000
foo_bar foo-bar foo bar foobar
don't "quoted" `ticks` 'single'
<b>bold</b> &amp; http://example.org/?q=1&r=2#frag
🚀 launch 👩‍👩‍👧 end
नमस्ते ١٢٣ ٤ Ⅷ ⅷ ½ ªº
Ǆ ǅ ǆ ﬁ ﬂ \u00b5 μ Ω \u2126
aaa aaaa aaaaaaaaaaaaaaaa
noon level racecar xyzzy
a backslash at the end \\
^start and end$
{1} {a} a{1 a{,2} a{1,2}
[a] [[:alpha:]] []x] [^x] (a) () | a|b *star +plus ?q
\u00a0nbsp\u2003emspace\u3000ideographic
a
end""".split("\n")
CHARACTERS = list("abcABCkKsSiIzxXfo0129 ._-*+?()[]{}|^$\\\"'") + list("ßẞıİſ\u212aÅåéÉΣσς中文ǅ\u00b5μΩ\u2126١Ⅷⅷª½🚀")
WORDS = ["abc", "foo", "bar", "ab", "end", "the", "中文", "新聞", "straße", "STRASSE", "Istanbul", "istanbul", "special", "dish", "école", "kelvin", "\u212a", "ſ", "ΣΑΣ", "ς", "ǆ", "\u2126", "42"]
CASED = ["istanbul", "special", "dish", "straße", "strasse", "kelvin", "école", "σασ", "ǆ", "ångström", "\u212a", "ſ", "ı"]
CLASSES = ["[abc]", "[a-c]", "[^a]", "[^a-z]", "[[:alpha:]]", "[[:digit:]]", "[[:space:]]", "[[:upper:]]", "[[:lower:]]", "[[:punct:]]", "[[:alnum:]_]",
           "[^[:alnum:]]", "[]a]", "[a-]", "[\\]", "[中文]", "[kK]", "[i]", "[ß]", "[^s]", "[[:print:]]", "[[:blank:]]", "[.]", "[$]", "[0-9]"]
INVALID = {"": ["[a", "\\(a", "a\\)", "a\\{1", "a\\{2,1\\}", "[[:foo:]]", "[z-a]", "\\(", "a\\", "[:alpha:]", "\\1", "a\\{99999\\}"],
           "-E": ["(a", "[a", "(", "a(b", "[[:foo:]]", "[z-a]", "a\\", "[:space:]", "(a)\\2", "a{99999}"]}


def random_body(rng):
    lines = [rng.choice(LINES) if rng.random() < 0.6 else "".join(rng.choice(CHARACTERS) for _ in range(rng.randrange(40))) for _ in range(rng.choice([0, 1, 3, 9]))]
    if rng.random() < 0.03:
        lines.append("".join(rng.choice(WORDS) + " " for _ in range(20_000)))
    return "\n\n".join(lines)


def random_document(rng, number):
    return article(number, title=rng.choice(LINES), body=random_body(rng) or "x", source=rng.choice(["Reuters", "The Wire", "新華社"]),
                   summary=rng.choice([None, rng.choice(LINES)]), published=f"2026-04-{rng.randrange(1, 9):02d}T10:00:00Z",
                   topics=rng.sample(["AI", "Économie", "中国"], rng.randrange(3)),
                   takes=[take(role, rng.choice(LINES)) for role in rng.sample(["skeptic", "builder"], rng.choice([0, 0, 1, 2]))])


def fill(program, rng, first, count):
    """New ones, changed ones, more takes."""
    documents = [random_document(rng, n) for n in range(first, first + count)]
    for _ in range(count // 3):
        documents.append(random_document(rng, rng.randrange(first + count)))
    program.put(*documents)


@pytest.fixture(params=["nothing indexed", "a part indexed", "all indexed"])
def filled(request, newsfs):
    rng = random.Random(f"{SEED} {request.param}")
    fill(newsfs, rng, 0, 60)
    if request.param != "nothing indexed":
        newsfs.run("index")
        fill(newsfs, rng, 60, 40)
    newsfs.run("prune", "--older-than", "2026-04-03")
    if request.param == "all indexed":
        newsfs.run("index")
    newsfs.rng = rng
    return newsfs


def some_atom(rng, syntax):
    pick = rng.random()
    if pick < 0.45:
        word = rng.choice(WORDS)
        return word if rng.random() < 0.7 else word[:1 + rng.randrange(len(word))]
    if pick < 0.6:
        return rng.choice(CLASSES)
    if pick < 0.7:
        return rng.choice([".", ".*", "\\w", "\\W", "\\.", "\\*", "\\[", "\\$", " "])
    if pick < 0.8:
        return rng.choice(["\\b", "\\<", "\\>", "\\B", "\\s", "\\S"])
    inner = rng.choice(WORDS)
    other = rng.choice(WORDS)
    return {"-E": rng.choice([f"({inner}|{other})", f"({inner})", f"({inner}|)"]), "": rng.choice([f"\\({inner}\\|{other}\\)", f"\\({inner}\\)"])}[syntax]


def some_expression(rng, syntax):
    parts = []
    for _ in range(rng.randrange(1, 5)):
        atom = some_atom(rng, syntax)
        repeatable = atom not in ("\\b", "\\<", "\\>", "\\B")
        repeats = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "+*"] if syntax else ["*", "\\+", "\\?", "\\{2\\}", "\\{1,2\\}", "\\{,1\\}"]
        parts.append(atom + (rng.choice(repeats) if repeatable and rng.random() < 0.25 else ""))
    text = "".join(parts)
    pick = rng.random()
    if pick < 0.1:
        text = "^" + text
    elif pick < 0.2:
        text += "$"
    elif pick < 0.3:
        text += ("|" if syntax else "\\|") + some_atom(rng, syntax)
    elif pick < 0.36:
        text = ("(.)" if syntax else "\\(.\\)") + rng.choice(["", "a*"]) + "\\1" + rng.choice(["", "b", "[a-z]"])
    elif pick < 0.4:
        text += "\n" + rng.choice(WORDS)
    return text


def some_substring(rng, text):
    line = rng.choice([line for line in text.split("\n") if line])
    begin = rng.randrange(len(line))
    return line[begin:begin + rng.randrange(1, 14)]


def some_pattern(rng, text):
    """(options, pattern)"""
    syntax = rng.choice(["", "-E", "-F"])
    options = [word for word in (syntax, rng.choice(["", "", "-i"]), rng.choice(["", "", "", "-l", "-c", "-n"])) if word]
    if rng.random() < 0.2:
        word = "".join(rng.choice([c, c, c.upper(), c.lower()]) for c in rng.choice(CASED))
        return options + (["-i"] if "-i" not in options else []), word
    if syntax == "-F":
        return options, rng.choice([some_substring(rng, text), some_substring(rng, text), some_substring(rng, text) + "\n" + rng.choice(WORDS), "no such thing"])
    if rng.random() < 0.1:
        return options, rng.choice(INVALID[syntax])
    return options, some_expression(rng, syntax)


def paths_of(mount):
    day = sorted(os.listdir(mount / "dates"))[0]
    return ["pages", "pages", "pages", "pages/", "pages/reuters", "pages/the-wire/", "sources/the-wire", "topics/ai", f"dates/{day}", "panel/skeptic", "latest"]


def by_grep(mount, options, pattern, path):
    """As somebody with this locale types it; the output is in order of the directories."""
    return subprocess.run(["grep", "-r", *options, "-e", pattern, path], cwd=mount.path, capture_output=True, timeout=HANG_SECONDS,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})


def test_grep_says_what_grep_r_in_a_mount_says_byte_for_byte_on_random_patterns(filled, mounting):
    mount, rng = mounting(), filled.rng
    text = "\n".join(path.read_text() for source in (mount / "pages").iterdir() for path in source.iterdir())
    seen = {0: 0, 1: 0, 2: 0}
    for _ in range(PATTERNS * ROUNDS):
        options, pattern = some_pattern(rng, text)
        path = rng.choice(paths_of(mount))
        expected = by_grep(mount, options, pattern, path)
        said = subprocess.run(filled.command("grep", *options, "--", pattern, path), capture_output=True, env=filled.environment, timeout=HANG_SECONDS)
        what = f"grep {' '.join(options)} {pattern!r} {path} (seed {SEED})"
        assert said.stdout == expected.stdout, what
        assert said.returncode == expected.returncode, f"{what}: {said.stderr.decode()} {expected.stderr.decode()}"
        seen[expected.returncode] += 1
    assert seen[0] > PATTERNS / 4 and seen[1] and seen[2], f"the patterns say nothing: {seen}"


def test_ranges_beyond_ascii_are_in_order_of_code_points_where_grep_knows_no_order(newsfs):
    """glibc's C.UTF-8 has no collation, so grep refuses these there; other locales have one."""
    newsfs.put(article(1, title="Αθήνα"), article(2, title="Athens"))
    assert [line.split(":")[1] for line in newsfs.run("grep", "^[Α-Ω][α-ω]").stdout.splitlines()] == ["Αθήνα"]
    assert "collation" in newsfs.run("grep", "[[.space.]]", status=2).stderr


def test_a_pattern_on_which_pcre_gives_up_is_matched_all_the_same(newsfs):
    """It goes through ways of matching a thousand times as many as there are stars to see."""
    newsfs.put(article(1, title="a" * 5000 + "b", body="a" * 60), article(2, title="short", body="a" * 5000))
    found = newsfs.run("grep", "-E", "-l", "^(a*)*(a|aa)*(a*a*)*b$").stdout.splitlines()
    assert len(found) == 1
