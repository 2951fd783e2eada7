"""What the program says of itself: one table, four ways to read it, and they agree."""

import re
import shutil
import subprocess

import pytest
from support import HANG_SECONDS, ROOT, PROGRAM


def run(*words, status=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=HANG_SECONDS, env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
    assert done.returncode == status, done.stderr
    return done


def manual():
    return run("help", "--man").stdout


def plain(roff):
    return roff.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")


def synopses():
    """{command: its line in the manual's SYNOPSIS}"""
    section = plain(manual()).split(".SH SYNOPSIS\n")[1].split(".SH ")[0]
    lines = [line for line in section.splitlines() if not line.startswith(".br")]
    found = {}
    for line in lines:
        words = line.split()[1:]
        name = [word for word in words if re.fullmatch("[a-z]+", word)]
        found[" ".join(name)] = line
    return found


def commands():
    return re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", run("help").stdout, re.M) if PROGRAM.exists() else []


def test_there_are_commands():
    assert {"mount", "umount", "status", "import", "parse", "ls", "cat", "tree", "list", "topic list", "role list", "export", "help", "version"} <= {*commands()}


@pytest.mark.parametrize("command", commands())
def test_the_help_of_a_command_begins_with_the_line_of_the_manuals_synopsis(command):
    help_text = run(*command.split(), "--help").stdout
    usage = help_text.splitlines()[0]
    assert usage == "usage: newsfs [--store STORE] " + synopses()[command].removeprefix("newsfs ")
    assert run(*command.split(), "-h").stdout == run("help", *command.split()).stdout == help_text


@pytest.mark.parametrize("command", commands())
def test_the_manual_says_all_that_the_help_of_a_command_says(command):
    roff = plain(manual())
    for line in run(*command.split(), "--help").stdout.splitlines():
        option = re.match(r"  (?:-\w, )?--([a-z-]+)(?: \S+)? +(.*)", line)
        if option and option[1] != "help":
            assert f"--{option[1]}" in roff and option[2].strip() in roff, line


@pytest.mark.parametrize("command", commands())
def test_a_wrong_option_is_wrong_usage_and_shows_the_right_one(command):
    said = run(*command.split(), "--nosuchoption", status=2)
    assert said.stdout == "" and f"newsfs {command}: " in said.stderr and "nosuchoption" in said.stderr
    assert f"usage: newsfs [--store STORE] {command}" in said.stderr


def test_help_needs_no_store_and_fits_a_terminal():
    for command in commands():
        for line in run(*command.split(), "--help").stdout.splitlines():
            assert len(line) <= 160, line
    assert all(len(line) <= 110 for line in run("help").stdout.splitlines())


def test_without_a_command_the_overview_is_on_stderr_and_the_usage_wrong():
    said = run(status=2)
    assert said.stdout == "" and said.stderr == run("help").stdout == run("--help").stdout == run("-h").stdout


def test_an_unknown_command_is_named():
    for words in (["nosuch"], ["topic", "nosuch"], ["topic"], ["help", "nosuch"]):
        assert "no such command" in run(*words, status=2).stderr


def test_version_is_said_by_command_and_option():
    assert run("version").stdout == run("--version").stdout
    assert re.fullmatch(r"newsfs \d+\.\d+\.\d+\n", run("version").stdout)


def test_the_manual_page_in_docs_is_what_the_program_prints():
    assert (ROOT / "docs/newsfs.1").read_text() == manual(), "make manual writes it anew"


def test_the_manual_page_is_sound_roff():
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not installed, which would say what is wrong with a manual page")
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=manual(), capture_output=True, text=True, timeout=HANG_SECONDS)
    assert (lint.returncode, lint.stdout + lint.stderr) == (0, "")
