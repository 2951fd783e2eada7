"""Running commands: how long they took, what they used."""

import json
import os
import subprocess
import time

# One locale for all, and no configuration of the user's for rg, grep or ls.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Failed(Exception):
    """A command that had to succeed did not: nothing was measured."""


def run(command, **options):
    """Its standard output as text; whatever fails is told with the command's own words."""
    done = subprocess.run([str(word) for word in command], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, **options)
    if done.returncode:
        raise Failed(f"{' '.join(str(word) for word in command)}: exit status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def run_json(command, **options):
    return json.loads(run(command, **options))


def start(command, **options):
    """Output goes to /dev/zero: grep and tar know /dev/null and would do less than their work."""
    sink = os.open("/dev/zero", os.O_WRONLY)
    try:
        return subprocess.Popen([str(word) for word in command], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=sink,
                                stderr=subprocess.PIPE, **options)
    finally:
        os.close(sink)


def finish(process, good=(0, 1)):
    """The child's resource usage. grep and rg say by 1 that nothing matched, as it should be."""
    said = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise Failed(f"{' '.join(process.args)}: exit status {process.returncode}: {said.strip()}")
    return usage


def seconds(*commands):
    """How long the commands take, all started at once."""
    begin = time.monotonic()
    running = [start(command) for command in commands]
    for process in running:
        finish(process)
    return time.monotonic() - begin


def usage_of(command):
    """(seconds, resource usage) of one command."""
    begin = time.monotonic()
    usage = finish(start(command), good=(0,))
    return time.monotonic() - begin, usage


def cpu_seconds(pid):
    """Processor time that a process with all its threads has used, to the nanosecond."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def wakeups(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
    return total
