"""A class graded by a Slurm of one machine, started for the test; as root."""

import os
import shutil
import subprocess
import sys
import time

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(LAB, "tools"), os.path.join(LAB, "tests", "submissions")]
import generate
from grading import confine, course

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch"]
MISSING = [name for name in PROGRAMS if not shutil.which(name, path="/usr/sbin:/usr/bin")]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.skipif(os.geteuid() != 0, reason="slurmd wants root"),
]

CONFIGURATION = """
ClusterName=lab
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={top}/munge/socket
CredType=cred/munge
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation={top}/state
SlurmdSpoolDir={top}/spool
SlurmctldPidFile={top}/slurmctld.pid
SlurmdPidFile={top}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=60 State=UP
"""


@pytest.fixture
def slurm(tmp_path):
    """The environment in which sbatch finds a running cluster of this machine."""
    host = os.uname().nodename.split(".")[0]
    for name in ("munge", "state", "spool"):
        (tmp_path / name).mkdir()
    key = tmp_path / "munge" / "key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    (tmp_path / "slurm.conf").write_text(CONFIGURATION.format(host=host, top=tmp_path))
    environment = {**os.environ, "SLURM_CONF": str(tmp_path / "slurm.conf")}
    munge = [f"--{name}={tmp_path}/munge/{name.split('-')[0]}"
             for name in ("key-file", "socket", "pid-file", "log-file", "seed-file")]
    with open(tmp_path / "log", "wb") as log:
        daemons = []
        for command in (["munged", "--force", "--foreground", *munge],
                        ["slurmctld", "-D", "-c"], ["slurmd", "-D", "-c"]):
            daemons.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
            time.sleep(1)
        yield environment
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait(timeout=60)


def test_a_job_array(tmp_path, slurm):
    (tmp_path / "class").mkdir()
    (tmp_path / "few").mkdir()
    shutil.copy(f"{LAB}/traces/binary.rep", tmp_path / "few")
    for number in range(4):
        text = generate.source(grain=16 * (number + 1)) if number else "int x"
        (tmp_path / "class" / f"s{number}.c").write_text(text)
    walls = [] if confine.available() is None else ["--unconfined"]
    plan = subprocess.run([sys.executable, f"{LAB}/tools/grade.py", "plan", tmp_path / "class",
                           "--out", tmp_path / "out", "--published", tmp_path / "few", *walls],
                          capture_output=True, text=True, check=True)
    (tmp_path / "commands").write_text(plan.stdout)
    script = 'eval "$(sed -n ${SLURM_ARRAY_TASK_ID}p commands)"'
    subprocess.run(["sbatch", "--array=1-4", "--wait", "-o", "job.%a", "--wrap", script],
                   cwd=tmp_path, env=slurm, check=True, timeout=200)
    graded = course.read(str(tmp_path / "out"))
    assert [result["verdict"] for result in graded] == ["compile", "valid", "valid", "valid"]
