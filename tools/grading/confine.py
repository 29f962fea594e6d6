"""confine - Runs a command where it can do no harm, and watches it.

Inside: the system's programs, read-only; an empty /tmp of 64 MB; the paths that were given,
at their own names; no network, no other process, nothing else of the disk. Limits on the
processor's time and the memory of all its processes together, their number, the size of a
file; and on the clock, for what neither ends nor works.

bubblewrap makes the namespaces, prlimit (inside, so that it counts only what is inside) the
limits of each process; the sums of memory and time are watched from here. Root first becomes
nobody: the kernel does not limit root's processes. Unconfined, only the limits hold.
"""

import os
import resource
import select
import shutil
import subprocess
import tempfile
import time

from grading import processes, seccomp

NOBODY = "65534"
FILES = 1024               # descriptors that a process may have
KEPT_OUTPUT = 256 << 10    # of what it prints; the rest is read and thrown away
KEPT_RESULT = 16 << 20
BEAT = 0.1                 # seconds between two looks at its memory and time
LAST_WORDS = 8             # seconds to say where it was, once it must end
WALL_PATIENCE = 10         # a busy machine may take so many times as long by the clock

ENDED_BY = (9, 15, 1, 2)   # signals that the machine, or whoever runs it, sends

SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
SETTINGS = ["/etc/alternatives", "/etc/ld.so.cache"]
DEVICES = ["/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random"]


class Interrupted(Exception):
    """The grader asked to stop."""


class Limits:
    """Seconds of the processor, of all its processes together; bytes of memory, likewise."""

    def __init__(self, seconds, memory=4 << 30, most_processes=64, file_size=64 << 20):
        self.seconds, self.memory = seconds, memory
        self.processes, self.file_size = most_processes, file_size
        self.clock = 60 + WALL_PATIENCE * seconds


class Outcome:
    """How a command ended: its exit status (negative: a signal), what it printed, what came
    on its result pipe, the seconds that it had of processors; and, where a limit has stopped
    it, why. `overdue`: it was stopped by the clock, which a busy machine may explain."""

    def __init__(self):
        self.status, self.output, self.result = None, b"", b""
        self.seconds, self.stopped, self.overdue = 0.0, None, False

    def killed(self):
        """From outside, not by a limit; what is in there cannot send itself such a signal."""
        return not self.stopped and (-self.status in ENDED_BY or self.status - 128 in ENDED_BY)


def system_view():
    for path in SYSTEM:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)
    for path in SETTINGS:
        yield from ("--ro-bind-try", path, path)
    for path in DEVICES:
        yield from ("--dev-bind-try", path, path)


def tied():
    """How a command begins that ends with us: it is to be killed when we end, and then looks
    whether we have ended before."""
    nobody = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *nobody, "--pdeathsig", "KILL", "sh", "-c", 'test "$PPID" = "$0" && exec "$@"', str(os.getpid())]


def walls(readable, writable, folder, filter_file):
    """The bubblewrap command, up to what it is to run."""
    command = tied() + ["bwrap", "--unshare-all", "--as-pid-1", "--die-with-parent", "--new-session"]
    command += ["--clearenv", "--uid", NOBODY, "--gid", NOBODY, "--hostname", "lab", *system_view()]
    command += ["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C.UTF-8"]
    command += ["--proc", "/proc", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    for path in readable:
        command += ["--ro-bind", path, path]
    for path in writable:
        command += ["--bind", path, path]
    if filter_file:
        command += ["--seccomp", str(filter_file.fileno())]
    return command + ["--remount-ro", "/", "--chdir", folder, "--"]


def most_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)


def limited(command, limits, confined):
    line = ["prlimit", "--core=0", f"--nofile={most_files()}", f"--fsize={limits.file_size}",
            f"--data={limits.memory}", f"--cpu={int(limits.seconds) + 1}"]
    if confined:
        line.append(f"--nproc={limits.processes}")
    return line + ["--", *command]


def beyond(process, limits, outcome):
    """Why it must end: it has had too much. Notes the time that it has had."""
    pids = processes.family(process.pid)
    outcome.seconds = max(outcome.seconds, processes.seconds_of(pids))
    if processes.memory_of(pids) > limits.memory:
        return f"it took more than {limits.memory >> 20} MB of memory"
    if outcome.seconds > limits.seconds:
        return f"it took more than {limits.seconds:.0f} seconds of the processor"
    return None


def read_from(streams, outcome):
    """What has come on the streams, up to what is kept; those at their end are removed. False
    if nothing came for a while."""
    ready = select.select(list(streams), [], [], BEAT)[0]
    for stream in ready:
        name, most = streams[stream]
        data, kept = os.read(stream, 1 << 16), getattr(outcome, name)
        setattr(outcome, name, kept + data[:most - len(kept)])
        if not data:
            del streams[stream]
    return bool(ready)


def has_ended(process):
    """Without taking its end away from who waits for it."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def watch(process, limits, outcome, result_pipe, stop):
    """Reads what it says until it ends, or until it must."""
    streams = {process.stdout.fileno(): ("output", KEPT_OUTPUT)}
    if result_pipe is not None:
        streams[result_pipe] = ("result", KEPT_RESULT)
    deadline, beat = time.monotonic() + limits.clock, 0
    while streams:
        now, ended = time.monotonic(), has_ended(process)
        if stop is not None and stop.is_set():
            raise Interrupted()
        if now > deadline:
            outcome.overdue = not outcome.stopped
            return
        if now > beat:
            beat = now + BEAT
            if not outcome.stopped:
                outcome.stopped = beyond(process, limits, outcome)
                deadline = now + LAST_WORDS if outcome.stopped else deadline
            if outcome.stopped:
                processes.ask_to_tell(process.pid)
        if not read_from(streams, outcome) and ended:
            return    # whatever holds the pipes open, it is gone


def end(process, outcome, confined):
    """Kills all of it. The death of bubblewrap's first process is that of all inside."""
    if process.returncode is None:
        processes.kill([process.pid] if confined else processes.family(process.pid))
        status, usage = os.wait4(process.pid, 0)[1:]
        process.returncode = os.waitstatus_to_exitcode(status)
        outcome.seconds = max(outcome.seconds, usage.ru_utime + usage.ru_stime)
    outcome.status = process.returncode


def run(command, folder, limits, readable=(), writable=(), files=(), with_result=False,
        cpus=None, confined=True, stop=None):
    """Runs the command; `files` are descriptors that it inherits, and in it "{result}" stands
    for the path of the pipe that with_result opens."""
    outcome, ends = Outcome(), (None, None)
    filter_file = None
    if confined and seccomp.program():
        filter_file = tempfile.TemporaryFile()
        filter_file.write(seccomp.program())
        filter_file.seek(0)
    if with_result:
        ends = os.pipe()
        os.fchmod(ends[1], 0o666)    # nobody opens it by its name in /proc
        command = [word.replace("{result}", f"/proc/self/fd/{ends[1]}") for word in command]
    line = limited(command, limits, confined)
    if confined:
        line = walls(readable, writable, folder, filter_file) + line
    if cpus:
        line = ["taskset", "--cpu-list", ",".join(map(str, sorted(cpus))), *line]
    inherited = list(files) + [ends[1]] * with_result
    inherited += [filter_file.fileno()] if filter_file else []
    process = subprocess.Popen(line, cwd="/" if confined else folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               pass_fds=inherited, start_new_session=True)
    if with_result:
        os.close(ends[1])
    try:
        watch(process, limits, outcome, ends[0], stop)
    finally:
        end(process, outcome, confined)
        process.stdout.close()
        if with_result:
            os.close(ends[0])
        if filter_file:
            filter_file.close()
    return outcome


def available():
    """None if submissions can be confined here, else why not."""
    for program in ("bwrap", "prlimit", "setpriv", "taskset"):
        if not shutil.which(program):
            return f"{program} is missing (./setup grade installs it)"
    outcome = run(["true"], "/tmp", Limits(20))
    if outcome.status == 0:
        return None
    said = outcome.output.decode("utf-8", "replace").strip().splitlines()
    return "bubblewrap cannot run here" + (f" ({said[0]})" if said else "")
