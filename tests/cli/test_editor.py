"""What VS Code and Docker are told about the lab exists."""

import json
import re

import pytest


def read(lab, path):
    with open(f"{lab.path}/{path}", encoding="utf-8") as file:
        return json.load(file)


@pytest.fixture
def tasks(lab):
    return {task["label"]: task["command"] for task in read(lab, ".vscode/tasks.json")["tasks"]}


def defaults(text, lab, path):
    """The text with what its questions suggest as answers."""
    answers = {question["id"]: question["default"] for question in read(lab, path)["inputs"]}
    return re.sub(r"\$\{input:(\w+)\}", lambda asked: answers[asked[1]], text)


def test_every_task_is_something_that_make_can_make(lab, tasks):
    assert {"score", "debug", "gdb at a line", "test"} <= set(tasks)
    for command in tasks.values():
        first = defaults(command, lab, ".vscode/tasks.json").split(" && ")[0].split()
        assert first[0] == "make"
        assert lab.run(*first, "-n").returncode == 0, first


@pytest.mark.parametrize("label", ["check one trace", "debug"])
def test_a_task_runs(lab, tasks, label):
    run = lab.run("sh", "-c", defaults(tasks[label], lab, ".vscode/tasks.json"))
    assert run.returncode == 0 and "mm " in run.stdout, run.stderr


@pytest.mark.usefixtures("gdb")
def test_the_debugger_stops_before_the_line(lab, tasks):
    launch, = read(lab, ".vscode/launch.json")["configurations"]
    assert lab.run("sh", "-c", tasks[launch["preLaunchTask"]]).returncode == 0
    def told(text):
        return defaults(text.replace("${workspaceFolder}", lab.path), lab, ".vscode/launch.json")
    setup = [word for step in launch["setupCommands"] for word in ("-ex", told(step["text"]))]
    run = lab.run(launch["MIMode"], "-q", "-batch", *setup, "-ex", "run", "-ex", "heap", "--args",
                  told(launch["program"]), *map(told, launch["args"]))
    assert "before line 6 of the trace" in run.stdout, run.stdout + run.stderr


def test_the_container_is_built_from_what_is_there(lab):
    container = read(lab, ".devcontainer/devcontainer.json")
    assert container["build"] == {"dockerfile": "../Dockerfile", "context": ".."}
    with open(f"{lab.path}/Dockerfile", encoding="utf-8") as file:
        text = file.read()
    assert f"useradd --create-home --shell /bin/bash {container['remoteUser']}" in text
    purpose, = re.findall(r"/setup (\w+)", text)
    assert lab.run("./setup", purpose, "--check").returncode in (0, 1)
