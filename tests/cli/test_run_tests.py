"""The runner of all suites: what ends badly is counted as failed, whatever it printed before."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSED = "[ RUN      ] a\n[       OK ] a\n"
FAILED = "[ RUN      ] b\n[  FAILED  ] b\n[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] b\n"
SKIPPED = "[ RUN      ] c\n[  SKIPPED ] c\n[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] c\n"


@pytest.fixture
def run(tmp_path):
    """Run the runner over programs that print what is given and then do what is given."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/run-tests", tmp_path / "scripts")
    (tmp_path / "build/unit").mkdir(parents=True)
    (tmp_path / "tests/unit").mkdir(parents=True)

    def run(*programs):
        for number, (output, end) in enumerate(programs):
            (tmp_path / f"tests/unit/base_{number}.c").touch()
            if output is not None:
                program = tmp_path / f"build/unit/base_{number}"
                program.write_text(f"#!/bin/sh\ncat <<'END'\n{output}END\n{end}\n")
                program.chmod(0o755)
        done = subprocess.run([tmp_path / "scripts/run-tests"], env={"B": "build", "PATH": "/usr/bin:/bin"},
                              capture_output=True, text=True)
        return done.returncode, done.stdout.splitlines()[-1]
    return run


@pytest.mark.parametrize("programs, status, closing", [
    ([(PASSED, "exit 0")], 0, "1 passed, 0 failed"),
    ([(PASSED, "exit 0"), (PASSED + SKIPPED, "exit 0")], 0, "2 passed, 0 failed, 1 skipped"),
    ([(PASSED + FAILED, "exit 1"), (PASSED, "exit 0")], 1, "2 passed, 1 failed"),
    ([(PASSED, "exit 1")], 1, "1 passed, 1 failed"),
    ([(PASSED, "kill -SEGV $$")], 1, "1 passed, 1 failed"),
    ([(PASSED + "[ RUN      ] d\n", "exit 0")], 1, "1 passed, 1 failed"),
    ([(PASSED + "[ RUN      ] d\n[ RUN      ] e\n", "kill -ABRT $$")], 1, "1 passed, 2 failed"),
    ([("", "exit 0")], 1, "0 passed, 1 failed"),
    ([(None, ""), (PASSED, "exit 0")], 1, "1 passed, 1 failed"),
    ([], 1, "0 passed, 0 failed"),
])
def test_one_line_counts_all_and_the_status_agrees(run, programs, status, closing):
    assert run(*programs) == (status, closing)
