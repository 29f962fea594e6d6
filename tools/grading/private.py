"""private - A folder of the grader's own, which no other user can enter or prepare.

Locks and copies of the lab live in it. It is where the system has such a folder for each
user, or in /tmp; one there that somebody else has made, or may enter, is not believed.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile


class Unsafe(Exception):
    """There is no folder that is ours alone."""


def is_ours(path):
    """A folder, no link, that we own and nobody else may enter or write to?"""
    status = os.lstat(path)
    return (stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
            and not status.st_mode & 0o077)


def candidates():
    """Where it may be; the first that works is taken."""
    if "XDG_RUNTIME_DIR" in os.environ and os.geteuid() != 0:
        yield os.path.join(os.environ["XDG_RUNTIME_DIR"], "malloc-lab")
    yield os.path.join(tempfile.gettempdir(), f"malloc-lab-{os.geteuid()}")
    yield os.path.join(os.path.expanduser("~"), ".cache", "malloc-lab")


def base():
    """The folder, made if need be."""
    for path in candidates():
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(path, 0o700)
            if is_ours(path):
                return path
    raise Unsafe("there is no folder that only this user can enter: "
                 + " and ".join(candidates()) + " belong to others, or cannot be made")


def lock_file(name):
    """A descriptor of a file in it, to be locked."""
    return os.open(os.path.join(base(), name), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
                   | os.O_CLOEXEC, 0o600)


def is_free(file, shared=False):
    """The lock is ours then; a shared one may be others', too."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def room():
    """Where copies are made: by the system's way to say so (TMPDIR), else in /tmp. Not in the
    user's runtime folder, which is small."""
    return tempfile.gettempdir()


def open_to_all(folder):
    """All in it may be read, whatever it was copied from and whatever the umask; the folders
    can be written by their owner, so that they can be removed."""
    for path, _, files in os.walk(folder):
        os.chmod(path, 0o755)
        for name in files:
            os.chmod(os.path.join(path, name), 0o644)


def remove(folder):
    """The folder and all in it, whatever has been done to its permissions."""
    for path, folders, _ in os.walk(folder):
        for name in folders:
            with contextlib.suppress(OSError):
                if not os.path.islink(os.path.join(path, name)):
                    os.chmod(os.path.join(path, name), 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def sweep():
    """Removes the copies that killed graders have left. Whose lock is held is alive."""
    for entry in os.scandir(room()):
        if not entry.name.startswith("grade-") or not entry.is_dir(follow_symlinks=False):
            continue
        with contextlib.suppress(OSError):
            if entry.stat(follow_symlinks=False).st_uid != os.geteuid():
                continue
            file = os.open(os.path.join(entry.path, "lock"), os.O_RDWR | os.O_NOFOLLOW)
            if is_free(file):
                remove(entry.path)
            os.close(file)


def scratch():
    """A new folder for copies, and the lock that shows it is in use."""
    one_at_a_time = lock_file("scratch")
    try:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        sweep()
        folder = tempfile.mkdtemp(prefix="grade-", dir=room())
        file = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
    finally:
        os.close(one_at_a_time)
    return folder, file


def free_bytes(folder):
    """What can still be written there; 0 if no more files can be made."""
    status = os.statvfs(folder)
    if status.f_files and not status.f_favail:
        return 0
    return status.f_bavail * status.f_frsize
