"""A fresh store for every test, mounts that always end, and sanitizers that are always heard."""

import pytest

from support import PROGRAM, SANITIZER, Mount, Newsfs, need_fuse, random_articles

GENERATED = 150 if SANITIZER else 300


@pytest.fixture
def newsfs(tmp_path):
    """The program with a store of its own that does not exist yet."""
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is not built: make")
    program = Newsfs(tmp_path)
    yield program
    program.check_reports()


@pytest.fixture
def mounting(newsfs, tmp_path):
    """mounting("-o", "nopush") mounts the test's store at a place of its own; all end with the test."""
    need_fuse()
    mounts = []

    def begin(*options, program=newsfs):
        mounts.append(Mount(program, tmp_path / f"mnt{len(mounts)}", *options))
        return mounts[-1]

    yield begin
    failures = []
    for mount in mounts:
        try:
            mount.end()
        except Exception as failure:
            failures.append(failure)
    assert not failures, failures


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """A store of random articles that no test may change, and what was put in."""
    program = Newsfs(tmp_path_factory.mktemp("generated"))
    program.documents = random_articles(seed=20260408, count=GENERATED)
    counts = program.put(*program.documents, now=1_790_000_000)
    assert counts["new"] == len(program.documents) and counts["rejected"] == 0
    yield program
    program.check_reports()


@pytest.fixture(scope="session")
def exported(generated, tmp_path_factory):
    """What `newsfs export` writes of the generated store."""
    directory = tmp_path_factory.mktemp("exported") / "tree"
    generated.run("export", "/", directory)
    return directory
