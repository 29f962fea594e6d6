"""The table of options, and all that is made of it: parsing, help, the manual's page."""

import glob
import re
import shutil

import pytest

GROUPS = "score bug study compare output".split()
TRACE = "traces/short1.rep"

# An argument for each option that would refuse "1".
ARGUMENTS = {"traces": "traces", "score": "pku", "axis": "fit"}


@pytest.fixture(scope="module")
def table(lab):
    """The rows of driver/optiontable.c: long name to letter (or ""), but for the driver's own."""
    with open(lab.path + "/driver/optiontable.c", encoding="utf-8") as file:
        rows = dict(re.findall(r"^    \{\"([a-z-]+)\", (?:'(.)'|0),", file.read(), re.M))
    assert rows.pop("counting") == "" and len(rows) > 30
    return rows


def long_names(text):
    return re.findall(r"^(?:\.B )? *(?:-\w, )?--([a-z-]+)(?=$|[ \[])", text.replace("\\-", "-"), re.M)


def test_help_and_manual_are_the_table(lab, table):
    for topic in "all", "man":
        text = lab.mdriver(f"--help={topic}").stdout
        assert long_names(text) == list(table)
        for name, letter in table.items():
            assert not letter or f"-{letter}, --{name}" in text.replace("\\-", "-")


def test_each_option_is_in_one_group(lab, table):
    assert [name for group in GROUPS for name in long_names(lab.mdriver(f"--help={group}").stdout)] == list(table)


@pytest.mark.parametrize("topic", ["", *(f"={group}" for group in GROUPS)])
def test_a_screen_is_enough(lab, table, topic):
    """24 lines, of which the last is the shell's; and the same in a pipe."""
    run = lab.mdriver(f"--help{topic}")
    lines = run.stdout.splitlines()
    assert run.returncode == 0 and run.stderr == ""
    assert len(lines) < 24 and max(map(len, lines)) < 80 and not any(l.endswith(" ") for l in lines)
    assert set(long_names(run.stdout)) <= set(table)
    assert all(re.match(r".{25} \S", l) for l in lines if re.match(r"  (-\w,|   ) --", l))


def test_help_names_its_topics(lab):
    first = lab.mdriver("-h").stdout
    assert first == lab.mdriver("--help").stdout and first.startswith("mdriver - ")
    assert re.findall(r"--help=(\w+)", first) == [*GROUPS, "all"]
    for text in "--help=all", "--help=man":
        assert all(re.search(rf"^ *{n}$|^ +{n}  \w|^\.B {n}$", lab.mdriver(text).stdout, re.M) for n in range(5))
    run = lab.mdriver("--help=me")
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr == ("mdriver: --help wants score, bug, study, compare, output, all or man, "
                          "not 'me'\n")


def test_each_option_is_accepted(lab, table):
    """By its name and by its letter; --help afterwards, so that nothing is run."""
    takes = dict(re.findall(r"--([a-z-]+)( [A-Z]|\[=)", lab.mdriver("--help=all").stdout))
    for name, letter in table.items():
        argument = [ARGUMENTS.get(name, "1")] if takes.get(name, "").startswith(" ") else []
        for form in [f"--{name}", *filter(str.strip, [f"-{letter}" if letter else ""])]:
            run = lab.mdriver(form, *argument, "--help")
            assert (run.returncode, run.stderr) == (0, ""), form
            assert run.stdout.startswith("mdriver - ")
            if argument:
                run = lab.mdriver(form)
                assert run.returncode == 2 and f"--{name} wants an argument" in run.stderr


def test_the_pages_speak_of_no_other_option(lab, table):
    text = ""
    for path in [lab.path + "/README.md", *glob.glob(lab.path + "/docs/*.md")]:
        with open(path, encoding="utf-8") as file:
            text += file.read()
    of_mdriver = " ".join(re.findall(r"mdriver ([^`\n]*)", text))
    named = set(re.findall(r"(?<![\w-])--([a-z-]+)", of_mdriver))
    assert len(named) > 10 and named <= set(table)


@pytest.mark.parametrize("words, sentence", [
    ("--nonsense", "there is no option --nonsense: mdriver --help lists the options"),
    ("--shrinc", "there is no option --shrinc (did you mean --shrink?): mdriver --help lists the options"),
    ("--checkheap=1", "there is no option --checkheap (did you mean --check-heap?): mdriver --help lists the options"),
    ("-cx", "there is no option -x: mdriver --help lists the options"),
    ("-help", "there is no option -e (did you mean --help?): mdriver --help lists the options"),
    ("--=1", "there is no option --: mdriver --help lists the options"),
    ("--ti 3", "--ti is short for --timeout, --timeline: which?"),
    ("--check-only=1", "--check-only takes no argument"),
    ("-c -s", "--timeout wants an argument: --timeout SECONDS"),
    ("--budget 0", "--budget wants a number of seconds, not '0'"),
    ("--break-at -1", "--break-at wants a number, 1 or more, not '-1'")])
def test_a_mistake_is_told_in_one_sentence(lab, words, sentence):
    run = lab.mdriver(*words.split())
    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"mdriver: {sentence}\n")


def test_what_getopt_allows(lab):
    """Beginnings, letters together, options after traces, and -- before what is no option."""
    run = lab.mdriver(TRACE, "-cv", "--alloc", "mm", "--", "traces/m4.rep")
    assert run.returncode == 0
    assert re.findall(r"^[ (] (\w+) +yes", run.stdout, re.M) == ["short1", "m4"]


def test_the_manual_formats_without_a_warning(lab, tmp_path):
    page = tmp_path / "mdriver.1"
    page.write_text(lab.mdriver("--help=man").stdout, encoding="utf-8")
    for command in (["groff", "-man", "-ww", "-Tascii", page], ["man", "--warnings", "-l", page],
                    ["mandoc", "-T", "lint", "-W", "warning", page]):
        if shutil.which(command[0]):
            run = lab.run(*command)
            said = (run.stderr + run.stdout * (command[0] == "mandoc")).splitlines()
            # The page is built, not dated.
            assert [line for line in said if "missing date" not in line] == []


def test_the_manuals_examples_run(lab):
    examples = re.findall(r"^\.B mdriver (.+)$", lab.mdriver("--help=man").stdout, re.M)
    assert len(examples) == 2
    for example in examples:
        assert lab.mdriver(*example.replace("\\-", "-").split()).returncode == 0


def test_make_man(lab):
    assert lab.run("make", "man").stdout.splitlines()[-1] == "man -l build/mdriver.1"
    with open(lab.path + "/build/mdriver.1", encoding="utf-8") as file:
        assert file.read() == lab.mdriver("--help=man").stdout


def test_the_rows_that_the_design_shows_are_there(lab):
    with open(lab.path + "/docs/design.md", encoding="utf-8") as file:
        rows = re.findall(r"^    (\{.*(?:\n     .*)?\},)$", file.read(), re.M)
    assert len(rows) == 2
    for path, row in zip(("optiontable.c", "findings.c"), rows):
        with open(f"{lab.path}/driver/{path}", encoding="utf-8") as file:
            assert re.sub(r"\s+", " ", row) in re.sub(r"\s+", " ", file.read())
