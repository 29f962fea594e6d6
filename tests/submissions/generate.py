#!/usr/bin/env python3
"""generate.py - Eighty submissions of every kind, for the tests of grade.py.

    generate.py FOLDER [SECRET...]

Writes them to the folder, made if need be, and on stdout a line for each: its name, the
verdict that it must get, and the verdict when the rules are not asked (--no-rules), so that
only the confinement stands in its way. SECRET files are what the spies among them look for.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# A deed of one's own: name, (verdict, verdict without rules), includes, helpers, prepare, before.
FAULTS = [
    ("crash-null", "invalid", "", "if (n == 100) *(volatile int *)0 = 1;"),
    ("crash-abort", "invalid", "", "if (n > 50) __builtin_trap();"),
    ("crash-init", "invalid", "*(volatile int *)8 = 1;", ""),
    ("crash-stack", "invalid", "deep(1);", ""),
    ("hang-malloc", "invalid", "", "for (volatile int i = 0; n == 64; i++);"),
    ("hang-init", "invalid", "for (volatile int i = 0;; i++);", ""),
    ("null", "invalid", "", "return NULL;"),
    ("init-fails", "invalid", "return -1;", ""),
    ("misaligned", "invalid", "", "if (n > 30) return (char *)mem_sbrk(4096) + 3;"),
    ("overlap", "invalid", "", "static char *p; if (n < 64) { if (!p) p = mem_sbrk(64);"
     " return (void *)(((uintptr_t)p + 15) & ~(uintptr_t)15); }"),
    ("stack-block", "invalid", "", "char here[96]; if (n == 65) { char *volatile p = here; return p; }"),
    ("leak", "valid", "", "mem_sbrk(4096);"),
    ("prints-score", "valid", 'printf("{\\"scores\\": {\\"mm\\": 100}}\\n");', ""),
    ("prints-gigabyte", "invalid", "for (;;) puts(\"100 of 100 points, valid, valid, valid\");", ""),
    ("prints-table", "valid", 'printf("mm\\tbinary\\t1\\t1\\t1.0\\t1\\t1\\t1\\t1\\t1\\t9\\t9\\t9\\t-\\t-\\n");', ""),
    ("slow", "valid", "", "for (volatile int i = 0; i < 2000; i++);"),
    ("long-message", "invalid", 'for (int i = 0; i < 3000; i++) printf("\\033[2J=cmd%d\\t", i);', "return NULL;"),
    ("crawls", "invalid", "", "for (volatile long i = 0; i < 20000000; i++);"),
    ("slower", "valid", "", "for (volatile int i = 0; i < 4000; i++);"),
]
FORBIDDEN = [
    ("opens-secret", "valid", 'if (secret_seen()) return -1;', ""),
    ("writes-outside", "valid", "if (wrote_outside()) return -1;", ""),
    ("forks", "valid", "for (int i = 0; i < 100; i++) if (fork() == 0) for (;;) pause();", ""),
    ("fork-bomb", "valid", "for (int i = 0; i < 100000; i++) fork();", ""),
    ("executes", "valid", 'execl("/bin/true", "true", (char *)0);', ""),
    ("connects", "valid", "if (socket(AF_INET, SOCK_STREAM, 0) >= 0) return -1;", ""),
    ("traces-parent", "valid", "if (ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0) return -1;", ""),
    ("kills-parent", "valid", "kill(getppid(), 9);", ""),
    ("kills-all", "valid", "kill(-1, 9);", ""),
    ("exits", "invalid", "_exit(0);", ""),
    ("exit-handler", "invalid", "exit(0);", ""),
    ("writes-descriptors", "valid",
     'for (int i = 3; i < 256; i++) if (write(i, "mm\\t1\\n", 5) > 0) return -1;', ""),
    ("reads-descriptors", "valid",
     "char c; for (int i = 3; i < 256; i++) if (pread(i, &c, 1, 0) > 0) return -1;", ""),
    ("parent-descriptors", "valid", "if (parent_seen()) return -1;", ""),
    ("memory-hog", "invalid",
     "for (char *p;; ) if ((p = malloc(1 << 24))) memset(p, 1, 1 << 24);", ""),
    ("uses-malloc", "invalid", "", "return malloc(n);"),
    ("sleeps", "invalid", "for (;;) pause();", ""),
    ("removes", "valid", 'unlink("/tmp/table"); mkdir("/tmp/x", 0);', ""),
]
ASSEMBLY = [
    ("raw-getpid", "valid", "raw_call(39);", ""),
    ("raw-exit", "invalid", "raw_call(231);", ""),
    ("raw-fork", "valid", "raw_call(57);", ""),
]
OTHERS = [    # name, verdict, verdict without rules, text outside functions
    ("constructor", "rules", "valid", "__attribute__((constructor)) static void early(void)"
     " { lists = 0; }"),
    ("constructor-exits", "rules", "invalid", "#include <unistd.h>\n"
     "__attribute__((constructor)) static void early(void) { _exit(0); }"),
    ("destructor", "rules", "valid", "__attribute__((destructor)) static void late(void)"
     " { lists = 0; }"),
    ("indirect", "rules", "valid", "static void *pick(void) { return (void *)1; }\n"
     'void hidden(void) __attribute__((ifunc("pick")));'),
    ("globals", "rules", "valid", "char table[4096];"),
    ("globals-static", "rules", "valid", "static volatile char table[200];\n"
     "char use(int i) { return table[i]; }"),
    ("undefined", "rules", "invalid", "void nowhere(void);\nvoid use(void) { nowhere(); }"),
    ("syntax", "compile", "compile", "int f( {"),
    ("missing-header", "compile", "compile", '#include "nowhere.h"'),
    ("includes-secret", "compile", "compile", '#include "@SECRET@"'),
    ("embeds-secret", "compile", "compile", '__asm__(".incbin \\"@SECRET@\\"");'),
    ("compiler-bomb", "compile", "compile", "char huge[1ul << 40] = {1};"),
]
# Names that do something where they are shown, or are in the way.
NAMES = ["two\nlines", "=1+1", "-option", "\x1b[31mred", "with blank (2)", "quote'\"$(x)`", "class.csv",
         "\u202eright-to-left", "back\\slash", "x" * 240, "\u00fcml\u00e4ut"]
INCLUDES = """#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>"""
SPY = """static int readable(const char *path) { return open(path, O_RDONLY) >= 0; }
static int secret_seen(void) { return @READABLE@; }
static int wrote_outside(void) { return open("/work", O_CREAT | O_WRONLY, 0600) >= 0
    || open("@SECRET@.new", O_CREAT | O_WRONLY, 0600) >= 0
    || open("/usr/lib/x", O_CREAT | O_WRONLY, 0600) >= 0; }
static int parent_seen(void) { char path[64]; for (int pid = 1; pid < 50; pid++) {
    if (pid == getpid()) continue;
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    if (open(path, O_RDWR) >= 0) return 1;
    for (int i = 0; i < 256; i++) { snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, i);
        if (open(path, O_RDONLY | O_NONBLOCK) >= 0) return 1; } }
    return 0; }
void *use[] = {(void *)secret_seen, (void *)wrote_outside, (void *)parent_seen};"""
DEEP = """static int deep(int n) { volatile char c[4096]; c[0] = (char)n;
    return deep(n + 1) + c[0]; }"""
RAW = """static long raw_call(long number) { long r; __asm__ volatile("syscall" : "=a"(r)
    : "0"(number) : "rcx", "r11", "memory"); return r; }"""


def source(includes="", helpers="", prepare="", before="", grain=16):
    with open(os.path.join(HERE, "base.c.in")) as file:
        text = file.read()
    for mark, new in (("INCLUDES", includes), ("HELPERS", helpers), ("PREPARE", prepare),
                      ("BEFORE_MALLOC", before), ("GRAIN", str(grain))):
        text = text.replace(f"@{mark}@", new)
    return text


def put(folder, name, text):
    path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode())
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def sources(secrets):
    """name, verdict, verdict without rules, text: of all that have one file."""
    spy = SPY.replace("@READABLE@", " || ".join(f'readable("{path}")' for path in secrets))
    for grain in (16, 32, 48, 64, 80, 96):
        yield f"good-{grain}", "valid", "valid", source(grain=grain)
    for name, verdict, prepare, before in FAULTS:
        helpers = DEEP if "deep" in prepare else ""
        yield name, verdict, verdict, source("#include <stdio.h>", helpers, prepare, before)
    for name, verdict, prepare, before in FORBIDDEN:
        helpers = spy if "seen" in prepare or "outside" in prepare else ""
        yield name, "rules", verdict, source(INCLUDES, helpers, prepare, before)
    for name, verdict, prepare, before in ASSEMBLY:
        yield name, "rules", verdict, source("", RAW, prepare, before)
    for name, verdict, without, helpers in OTHERS:
        yield name, verdict, without, source("", helpers)
    for name in NAMES:
        yield name, "valid", "valid", source()


def write(folder, secrets):
    """All of them; name, verdict, verdict without rules of each."""
    listed = []
    for name, verdict, without, text in sources(secrets):
        put(folder, f"{name}.c", text.replace("@SECRET@", secrets[0]))
        listed.append((name, verdict, without))
    good = source()
    for name, verdict, files in [
            ("folder", "valid", {"mm.c": good}),
            ("deep-folder", "valid", {"lab/mm.c": good}),
            ("two", "two files", {"mm.c": good, "old/mm.c": good}),
            ("nothing", "no file", {"readme.txt": "later"}),
            ("empty", "wrong file", {"mm.c": "\n"}),
            ("document", "wrong file", {"mm.c": b"PK\3\4\0\0 a document"})]:
        for file, text in files.items():
            put(folder, f"{name}/{file}", text)
        listed.append((name, verdict, verdict))
    put(folder, "twice.c", good)
    put(folder, "twice/mm.c", good)
    put(folder, b"caf\xe9.c", good)
    put(folder, "huge.c", "/*" + "x" * (2 << 20) + "*/" + good)
    os.symlink(secrets[0], os.path.join(folder, "link.c"))
    os.mkfifo(os.path.join(folder, "pipe.c"))
    listed += [("twice", "two files", "two files"), ("link", "link", "link"),
               (os.fsdecode(b"caf\xe9"), "valid", "valid"), ("huge", "wrong file", "wrong file"),
               ("pipe", "wrong file", "wrong file")]
    return listed


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    for line in write(sys.argv[1], sys.argv[2:] or ["/etc/passwd"]):
        print("\t".join(map(ascii, line)))
