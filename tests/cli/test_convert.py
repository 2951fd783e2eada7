"""convert, and saved pages as import and parse read them."""

import json

import pytest

PAGE = """<!doctype html><html lang="en"><head><title>The crane stays | Post</title><meta charset="utf-8">
<meta property="og:site_name" content="Post"><link rel="canonical" href="https://post.example/crane"></head><body>
<nav><a href="/">Home</a></nav><article><h1>The crane stays</h1>
<p>The council voted, after six hours of talk, to keep the crane, which has not lifted anything since 1987, where it is.</p>
<p>Its steel will be cleaned, its cabin closed, and its motor given to the <a href="/museum">museum</a>, in May.</p></article></body></html>"""


@pytest.mark.parametrize("form, says", [("text", "Café y [1]"), ("md", "Café [y](https://e.example/a/x)"),
                                        ("html", '<a href="https://e.example/a/x"')])
def test_any_html_becomes_text_markdown_or_safe_html_whatever_its_charset(newsfs, tmp_path, form, says):
    (tmp_path / "in.html").write_bytes(b"<meta charset=latin1><p onclick=x>Caf\xe9 <a href='x'>y</a><script>z</script>")
    said = newsfs.run("convert", "--to", form, "--url", "https://e.example/a/", "in.html", cwd=tmp_path).stdout
    assert says in said and "onclick" not in said and "z" not in said.replace("https", "")


def test_what_it_cannot_convert_to_or_find_is_named(newsfs):
    assert "text, md, html" in newsfs.run("convert", "--to", "pdf", "-", stdin="", status=2).stderr
    assert "--to" in newsfs.run("convert", "-", stdin="", status=2).stderr
    assert "nowhere.html" in newsfs.run("convert", "--to", "text", "nowhere.html", status=3).stderr


def test_more_than_a_page_can_have_is_refused(newsfs, tmp_path):
    with open(tmp_path / "large.html", "wb") as file:
        file.truncate((64 << 20) + 1)
    assert "64 MiB" in newsfs.run("convert", "--to", "text", "large.html", status=1, cwd=tmp_path).stderr


def test_a_saved_page_is_an_article(newsfs, tmp_path):
    (tmp_path / "saved.html").write_text(PAGE)
    article = json.loads(newsfs.run("parse", "saved.html", cwd=tmp_path).stdout)
    assert (article["title"], article["url"], article["source"]["name"]) == ("The crane stays", "https://post.example/crane", "Post")
    assert newsfs.run("import", "saved.html", cwd=tmp_path).stdout == "1 article: 1 new, 0 changed, 0 same\n"
    name = newsfs.run("ls", "latest").stdout.split()[0]
    body = newsfs.run("cat", f"latest/{name}/body.txt").stdout
    assert body.startswith("The council voted") and "https://post.example/museum" in body and "Home" not in body
