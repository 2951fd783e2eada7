"""From `newsfs mount` to the end of its daemon: what is refused and in which words, how it ends, and what dies with it."""

import errno
import os
import pwd
import shutil
import signal
import subprocess
import threading

import pytest
from support import HANG_SECONDS, PROGRAM, Mount, Newsfs, article, files_of, libc, need_fuse, own_mounts, read_all, take, wait_for_end, walk


def mounted(path):
    return f" {os.path.realpath(path)} " in open("/proc/self/mountinfo").read()


def refused(newsfs, *words, status=1, env=None):
    """The one sentence said."""
    said = newsfs.run("mount", *words, status=status, env=env)
    assert said.stdout == "" and said.stderr.startswith("newsfs mount: ") and said.stderr.count("\n") == 1, said.stderr
    return said.stderr


# ---- beginning ----

def test_mount_makes_a_missing_mountpoint_and_returns_when_it_answers(newsfs, mounting, tmp_path):
    newsfs.put(article())
    mount = mounting()
    assert os.listdir(mount / "latest") == ["2026-04-08_title-number-1"]
    options = subprocess.run(["findmnt", "-no", "OPTIONS", mount.path], capture_output=True, text=True).stdout.strip().split(",")
    assert {"ro", "nosuid", "nodev", "noexec", "default_permissions"} <= set(options) and "allow_other" not in options


def test_a_mount_is_listed_with_its_store_and_as_alive(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    listed = [line.split("\t") for line in newsfs.run("mount").stdout.splitlines()]
    assert [str(mount.path), str(newsfs.store), "alive"] in listed


def test_status_counts_what_a_mount_does(newsfs, mounting):
    newsfs.put(*(article(n) for n in range(50)))
    mount = mounting()
    before = mount.status()
    read_all(mount.path, files_of(walk(mount.path)))
    after = mount.status()
    assert after.keys() == {"mountpoint", "store", "pid", "requests", "bytes_read", "pushed", "push_skipped", "notified", "memory_anon_bytes"}
    assert (after["mountpoint"], after["store"]) == (str(mount.path), str(newsfs.store))
    assert after["requests"]["readdirplus"] > before["requests"].get("readdirplus", 0) and after["bytes_read"] > 0
    walk(mount.path)
    warm, cold = mount.status()["requests"], after["requests"]
    assert {op: warm[op] - cold[op] for op in warm if warm[op] != cold[op]}.keys() <= {"ioctl", "statfs", "getattr"}


def test_paths_with_blanks_commas_and_other_scripts_are_paths_like_any(newsfs, mounting, tmp_path):
    need_fuse()
    program = Newsfs(tmp_path, store=tmp_path / "a store, of ne\\ws é.db")
    program.put(article())
    mount = Mount(program, tmp_path / "a mount, of né\\ws")
    try:
        assert os.listdir(mount / "sources") == ["the-wire"]
        listed = [line.split("\t") for line in program.run("mount").stdout.splitlines()]
        assert [str(mount.path), str(program.store), "alive"] in listed
        assert mount.status()["store"] == str(program.store)
    finally:
        mount.end()


def test_relative_paths_are_meant_from_where_one_is(newsfs, tmp_path):
    need_fuse()
    newsfs.put(article())
    (tmp_path / "here").mkdir()
    newsfs.run("mount", "../there", cwd=tmp_path / "here")
    assert mounted(tmp_path / "there")
    newsfs.run("umount", "there/", cwd=tmp_path)
    assert not mounted(tmp_path / "there")


# ---- what is refused ----

def test_a_mountpoint_that_cannot_be_is_refused_with_the_reason(newsfs, tmp_path):
    newsfs.put(article())
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("mine")
    assert "make the directory above it first" in refused(newsfs, tmp_path / "no/such", status=3)
    assert "is not empty" in refused(newsfs, tmp_path / "full")
    assert "is not a directory" in refused(newsfs, tmp_path / "full/file")
    assert "Not a directory" in refused(newsfs, tmp_path / "full/file/below")
    assert (tmp_path / "full/file").read_text() == "mine"


def test_a_mountpoint_in_use_is_refused_with_what_to_do(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    said = refused(newsfs, mount.path)
    assert "is mounted already" in said and f"newsfs umount {mount.path}" in said
    assert os.listdir(mount / "latest")


def test_a_mount_below_a_mount_is_refused(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    assert "Read-only file system" in refused(newsfs, mount / "new")


def test_a_directory_that_is_not_empty_can_be_hidden_when_told(newsfs, mounting, tmp_path):
    newsfs.put(article())
    (tmp_path / "mnt0").mkdir()
    (tmp_path / "mnt0/file").write_text("mine")
    mount = mounting("-o", "nonempty")
    assert "file" not in os.listdir(mount.path)
    mount.end()
    assert (tmp_path / "mnt0/file").read_text() == "mine"


@pytest.mark.parametrize("option", ["rw", "nosuch", "allow_othe", "ro=1", "nopush,nosuch", "fsname=x"])
def test_an_unknown_option_is_refused_by_name(newsfs, tmp_path, option):
    newsfs.put(article())
    said = refused(newsfs, "-o", option, tmp_path / "mnt", status=2)
    assert option.split(",")[-1].split("=")[0] in said and "allow_other" in said
    assert not mounted(tmp_path / "mnt")


def test_without_a_store_or_with_a_wrong_one_nothing_is_mounted(newsfs, tmp_path):
    assert "there is no store" in refused(newsfs, tmp_path / "mnt", status=3)
    newsfs.store.write_text("not a store at all\n" * 1000)
    assert "is not a newsfs store" in refused(newsfs, tmp_path / "mnt")
    assert not (tmp_path / "mnt").exists()


def unshared(*prepare):
    """The program in mount name-spaces of its own, after some preparing."""
    return ["unshare", "-m", "sh", "-c", f"{'; '.join(prepare)}; exec \"$@\"", "sh"]


needs_root = pytest.mark.skipif(not own_mounts(), reason="parts of the system can only be hidden by root, and not in a chroot")


@needs_root
def test_without_the_device_one_is_told_so(newsfs, tmp_path):
    newsfs.put(article())
    newsfs.prefix = unshared("mount -t tmpfs none /dev")
    said = refused(newsfs, tmp_path / "mnt")
    assert "/dev/fuse" in said and "modprobe fuse" in said


def test_umount_of_what_is_no_mount_says_so(newsfs, tmp_path):
    newsfs.put(article())
    for path in (tmp_path, tmp_path / "nothing", "/proc"):
        said = newsfs.run("umount", path, status=3).stderr
        assert "no newsfs mount" in said and said.count("\n") == 1
    assert "MOUNTPOINT" in newsfs.run("umount", status=2).stderr


def test_status_of_what_is_no_mount_says_so(newsfs, tmp_path):
    assert "not a newsfs mount" in newsfs.run("status", tmp_path, status=3).stderr


# ---- ending ----

def test_umount_ends_the_daemon_and_leaves_the_directory_empty(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    mount.end()
    assert not mounted(mount.path) and os.listdir(mount.path) == []


def test_a_mount_in_use_is_ended_only_when_told(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    with open(mount / "wire.tsv") as reader:
        said = newsfs.run("umount", mount.path, status=1).stderr
        assert "is busy" in said and "--lazy" in said
        assert reader.read().count("\n") == 1
        newsfs.run("umount", "--lazy", mount.path)
        assert not mounted(mount.path)
        reader.seek(0)
        assert reader.read().count("\n") == 1
    assert wait_for_end(mount.pidfd)
    os.close(mount.pidfd)
    mount.pidfd = None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_mount_cleanly(newsfs, mounting, number):
    newsfs.put(article())
    mount = mounting()
    signal.pidfd_send_signal(mount.pidfd, number)
    assert wait_for_end(mount.pidfd)
    assert not mounted(mount.path)
    os.close(mount.pidfd)
    mount.pidfd = None


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGINT", "umount"])
def test_in_the_foreground_the_exit_status_says_that_all_went_well(newsfs, tmp_path, ending):
    need_fuse()
    newsfs.put(*(article(n, takes=[take()]) for n in range(20)))
    daemon = newsfs.start("mount", "-f", tmp_path / "mnt", stderr=subprocess.PIPE, text=True)
    try:
        wait_until_mounted(daemon, tmp_path / "mnt")
        read_all(tmp_path / "mnt", files_of(walk(tmp_path / "mnt")))
        if ending == "umount":
            newsfs.run("umount", tmp_path / "mnt")
        else:
            daemon.send_signal(getattr(signal, ending))
        _, said = daemon.communicate(timeout=HANG_SECONDS)
        assert (daemon.returncode, said) == (0, "")
        assert not mounted(tmp_path / "mnt")
    finally:
        daemon.kill()
        daemon.wait()
        subprocess.run(["umount", "-lq", tmp_path / "mnt"], stderr=subprocess.DEVNULL)


def wait_until_mounted(daemon, path):
    """The foreground mount has no moment of return: its mountinfo is polled, as poll(2) allows, until it changes."""
    import select
    with open("/proc/self/mountinfo") as mounts:
        poll = select.poll()
        poll.register(mounts, select.POLLERR | select.POLLPRI)
        while not mounted(path):
            assert daemon.poll() is None, daemon.stderr.read()
            poll.poll(100)
            mounts.seek(0)
            mounts.read()


def outcome_of(question):
    try:
        question()
    except OSError as error:
        return error.errno
    return 0


def stop(pid):
    """All threads have stopped when this returns."""
    os.kill(pid, signal.SIGSTOP)
    while any(open(f"/proc/{pid}/task/{task}/stat").read().rsplit(") ", 1)[1][0] != "T" for task in os.listdir(f"/proc/{pid}/task")):
        os.sched_yield()


def test_readers_of_a_killed_daemon_are_told_at_once_and_the_next_mount_there_heals_it(newsfs, mounting):
    newsfs.put(*(article(n, body="text\n" * 100_000) for n in range(20)))
    mount = mounting("-o", "nopush")
    reading = os.open(mount / "wire.tsv", os.O_RDONLY)
    stop(mount.pid)
    outcomes = []
    blocked = [threading.Thread(target=lambda q=q: outcomes.append(outcome_of(q)), daemon=True) for q in (
        lambda: os.listdir(mount / "sources/the-wire"), lambda: (mount / "latest/2026-04-08_title-number-3/body.txt").read_bytes(),
        lambda: os.stat(mount / "topics"), lambda: os.read(reading, 100))]
    for thread in blocked:
        thread.start()
    mount.kill()
    for thread in blocked:
        thread.join(HANG_SECONDS)
        assert not thread.is_alive(), "a reader of a dead daemon hangs"
    assert set(outcomes) <= {errno.ENOTCONN, errno.ECONNABORTED} and len(outcomes) == 4
    assert outcome_of(lambda: os.listdir(mount.path)) == errno.ENOTCONN
    outcome_of(lambda: os.close(reading))

    assert [str(mount.path), str(newsfs.store), "dead"] in [line.split("\t") for line in newsfs.run("mount").stdout.splitlines()]
    assert "daemon is gone" in newsfs.run("status", mount.path, status=1).stderr
    healed = Mount(newsfs, mount.path)
    try:
        assert len(os.listdir(healed / "latest")) == 20
        assert open("/proc/self/mountinfo").read().count(f" {mount.path} ") == 1
    finally:
        healed.end()
        os.close(mount.pidfd)
        mount.pidfd = None


def test_umount_removes_a_dead_mount(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    mount.kill()
    newsfs.run("umount", mount.path)
    assert not mounted(mount.path)
    os.close(mount.pidfd)
    mount.pidfd = None


def test_a_store_that_is_taken_away_is_an_error_and_never_a_hang(newsfs, mounting):
    newsfs.put(*(article(n) for n in range(300)))
    mount = mounting()
    names = os.listdir(mount / "latest")
    newsfs.store.write_bytes(b"")
    outcomes = {outcome_of(lambda: (mount / "latest" / name / "body.txt").read_bytes()) for name in names}
    assert outcomes <= {0, errno.EIO, errno.ESTALE, errno.ENOENT, errno.ENOTCONN, errno.ECONNABORTED}


def test_the_daemon_keeps_no_directory_terminal_or_pipe_of_its_starter(newsfs, mounting, tmp_path):
    newsfs.put(article())
    mount = mounting()
    assert os.readlink(f"/proc/{mount.pid}/cwd") == "/"
    targets = {int(fd): os.readlink(f"/proc/{mount.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{mount.pid}/fd")}
    assert [targets[fd] for fd in (0, 1, 2)] == ["/dev/null"] * 3
    assert not [target for target in targets.values() if target.startswith("pipe:")]
    assert os.getsid(mount.pid) == mount.pid


# ---- an ordinary user ----

CLONE_NEWNS = 0x20000


@pytest.fixture
def device():
    """/dev/fuse as Debian has it, for everybody: where it is not, one that is, in a name-space of mounts of this thread's own."""
    need_fuse()
    if os.geteuid() != 0 or os.stat("/dev/fuse").st_mode & 0o006 == 0o006:
        yield
        return
    outside = os.open("/proc/self/ns/mnt", os.O_RDONLY)
    if not own_mounts() or libc.unshare(CLONE_NEWNS):
        os.close(outside)
        pytest.skip("/dev/fuse is root's alone here, and no other can be put in its place")
    try:
        script = "mount --make-rprivate / && mount -t tmpfs none /mnt && mknod -m 666 /mnt/fuse c 10 229 && mount --bind /mnt/fuse /dev/fuse"
        subprocess.run(["sh", "-c", script], check=True)
        yield
    finally:
        assert libc.setns(outside, CLONE_NEWNS) == 0
        os.close(outside)


@pytest.fixture
def ordinary(device, tmp_path):
    """The program as a user without rights, or as whoever runs the tests where that is one."""
    if not shutil.which("fusermount3"):
        pytest.skip("fusermount3 is not installed, which mounts for ordinary users")
    home = tmp_path
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        if not os.stat(shutil.which("fusermount3")).st_mode & 0o4000:
            pytest.skip("fusermount3 is not set-uid root here")
        home = tmp_path / "user"
        home.mkdir()
        os.chown(home, user.pw_uid, user.pw_gid)
        for parent in [*home.parents][:-1]:
            if not os.stat(parent).st_mode & 0o001:
                os.chmod(parent, os.stat(parent).st_mode | 0o001)
    program = Newsfs(home)
    if os.geteuid() == 0:
        program.prefix = [shutil.which("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        tried = subprocess.run(program.command("version"), capture_output=True, env=program.environment)
        if tried.returncode:
            pytest.skip(f"user nobody cannot run {PROGRAM}: {tried.stderr.decode().strip()}")
    yield program
    program.check_reports()


def as_user(program, *words):
    return subprocess.run([*program.prefix, *map(str, words)], capture_output=True, text=True, timeout=HANG_SECONDS)


def test_an_ordinary_user_mounts_reads_and_unmounts(ordinary):
    ordinary.put(article(1, takes=[take()]))
    mount = Mount(ordinary, ordinary.home / "news")
    try:
        assert as_user(ordinary, "cat", mount / "latest/2026-04-08_title-number-1/title.txt").stdout == "Title number 1\n"
        uid = as_user(ordinary, "id", "-u").stdout
        assert as_user(ordinary, "stat", "-c", "%u", mount / "wire.tsv").stdout == uid
        ordinary.put(article(2))
        assert "is mounted already" in ordinary.run("mount", mount.path, status=1).stderr
    finally:
        mount.end()
    assert not mounted(mount.path)


def test_an_ordinary_users_mount_is_private_to_him(ordinary):
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    ordinary.put(article(1))
    mount = Mount(ordinary, ordinary.home / "news")
    try:
        assert outcome_of(lambda: os.listdir(mount.path)) == errno.EACCES
    finally:
        mount.end()


def test_an_ordinary_users_dead_mount_is_healed(ordinary):
    ordinary.put(article(1))
    mount = Mount(ordinary, ordinary.home / "news")
    mount.kill()
    os.close(mount.pidfd)
    healed = Mount(ordinary, mount.path)
    try:
        assert as_user(ordinary, "ls", healed / "sources").stdout == "the-wire\n"
    finally:
        healed.end()


def test_an_ordinary_user_without_fusermount_or_rights_is_told_so(ordinary, tmp_path):
    ordinary.put(article(1))
    said = ordinary.run("mount", ordinary.home / "news", status=1, env={"PATH": "/nowhere"}).stderr
    assert "fusermount3 is not installed" in said
    if os.geteuid() == 0:
        (tmp_path / "roots").mkdir(mode=0o755)
        said = ordinary.run("mount", tmp_path / "roots", status=1).stderr
        assert "not yours" in said and said.count("\n") == 1
        assert "Permission denied" in ordinary.run("mount", tmp_path / "new", status=1).stderr
