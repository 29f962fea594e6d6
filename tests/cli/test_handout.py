"""The students' kit stands alone."""

import os
import re
import subprocess


def test_the_kit_builds_runs_and_tests_itself(lab, tmp_path):
    assert lab.run("make", "handout").returncode == 0
    subprocess.run(["tar", "xf", lab.path + "/build/malloc-lab.tar.gz", "-C", tmp_path], check=True)
    kit = tmp_path / "malloc-lab"
    assert not (kit / "alloc").exists()
    assert lab.run("make", cwd=kit).returncode == 0
    run = lab.run("./mdriver", "--budget", "0.02", cwd=kit)
    assert run.returncode == 0 and re.search(r"^mm +23/23", run.stdout, re.M)
    run = lab.run("make", "test", cwd=kit)
    assert run.returncode == 0 and "test programs passed" in run.stdout, run.stderr
    run = lab.run("make", "debug", cwd=kit)
    assert run.returncode == 0, run.stdout


def test_no_solution_is_in_it(lab, tmp_path):
    lab.run("make", "handout")
    names = subprocess.run(["tar", "tf", lab.path + "/build/malloc-lab.tar.gz"], capture_output=True, text=True).stdout
    for name in os.listdir(lab.path + "/alloc"):
        assert f"/{name}\n" not in names
