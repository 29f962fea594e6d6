"""The rules are read from the built object, whatever the source looks like."""

import glob
import os
import shutil
import struct
import subprocess
import sys

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(LAB, "tools", "rules.py")
GOOD = "#include <string.h>\nvoid *mm_malloc(unsigned long n) { return (void *)n; }\n"
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]


def check(folder, text, *options, compiler="gcc", flags=()):
    source, built = folder / "mm.c", folder / "mm.so"
    source.write_text(text)
    subprocess.run([compiler, "-O1", "-w", "-fPIC", "-shared", "-Wl,-Bsymbolic", *flags,
                    "-o", built, source], check=True)
    done = subprocess.run([sys.executable, RULES, *options, built], capture_output=True, text=True)
    return done.returncode, done.stdout


@pytest.mark.parametrize("compiler", COMPILERS)
def test_a_plain_allocator_keeps_the_rules(tmp_path, compiler):
    status, said = check(tmp_path, GOOD, compiler=compiler)
    assert status == 0 and "keeps the rules" in said


BROKEN = {
    "calls: it uses open,": '#include <fcntl.h>\nint f(void) { return open("/", 0); }',
    "calls: it uses malloc,": "#include <stdlib.h>\nvoid *f(void) { return malloc(3); }",
    "calls: it uses dlsym,": "void *dlsym(void *, char *); void *f(void) { return dlsym(0, \"x\"); }",
    "start-up: it has a constructor": "__attribute__((constructor)) void f(void) {}",
    "start-up: it has a destructor": "__attribute__((destructor)) void f(void) {}",
    "start-up: it has an indirect": "void *r(void) { return 0; }"
                                    ' void f(void) __attribute__((ifunc("r")));',
    "start-up: it adds code to .fini": '__asm__(".section .fini\\n.fill 99, 1, 0x90\\n.text");',
    "start-up: it adds code to .init": "void f(void) {}"
                                      ' __asm__(".section .init\\ncall f@PLT\\n.text");',
    "start-up: it defines __gmon_start__": "void __gmon_start__(void) {}",
    "calls: it defines mem_sbrk, which is the lab's": "void *mem_sbrk(long n) { return 0; }",
    "contract: it defines mm_contract, which asks for fewer checks": "const char mm_contract[] = \"old\";",
    "contract: it defines mm_takes_system_memory,": "const char mm_takes_system_memory[] = \"all\";",
    "contract: it defines mm_alignment,": "const unsigned long mm_alignment = 1;",
    "syscalls: bytes enters the system": "__attribute__((section(\".text#\")))"
                                         " const unsigned char bytes[] = {0x0f, 5, 0xc3};",
    "syscalls: h jumps into the middle": 'void h(void) { __asm__("jmp 1f+1\\n1: mov $0x50f,%ecx"); }',
    "syscalls: f enters the system": 'void f(void) { __asm__("syscall"); }',
    "syscalls: g enters the system (int": 'void g(void) { __asm__("int $0x80"); }',
    "globals: 129 bytes can be written, 128 may (a 100, b 29)": "char a[100]; char b[29];",
    "globals: 4000 bytes": "static char a[4000]; char *f(int i) { a[i] = 1; return a; }",
    "globals: 200 bytes": "__thread char a[200];",
    "globals: 300 bytes": "__thread char a[300] = {1};",
    "globals: 250 bytes": "char *f(int i) { static char completed[250]; return completed + i; }",
    "bytes can be written that no variable names": '__asm__(".bss\\n.zero 9999\\n.text");',
    "globals: 4112 bytes can be written that no": '__asm__(".section .got.plt,\\"aw\\"\\n.zero 4096\\n.text");',
    "start-up: it has an indirect function,": "static void *r(void) { return 0; }"
                                             ' static void f(void) __attribute__((ifunc("r")));'
                                             " void g(void) { f(); }",
    "calls: it defines malloc, which is the system's": "void *malloc(unsigned long n) { return (void *)n; }",
    "calls: it defines clock_gettime,": "int clock_gettime(int c, void *t) { return 0; }",
    "loader: x is a symbol for all": '__asm__(".data\\n.globl x\\n.type x,@gnu_unique_object\\n'
                                     '.size x,4\\nx: .long 1\\n.text");',
    "syscalls: raw enters the system": '__asm__(".section \\"evil text\\",\\"ax\\"\\nraw: .byte 0xf3\\nsyscall\\nret\\n.text");',
    "segments: it has a segment both": '__asm__(".section both,\\"awx\\"\\nnop\\n.text");',
    "segments: it has a stack": '__asm__(".section .note.GNU-stack,\\"x\\"\\n.text");',
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_what_breaks_a_rule_is_named(tmp_path, sentence):
    status, said = check(tmp_path, BROKEN[sentence])
    assert status == 1 and sentence in said


def test_the_adapters_may_define_the_contract(tmp_path):
    assert check(tmp_path, "const char mm_contract[] = \"old\";", "--compat")[0] == 0


def test_files_to_other_handouts_may_call_what_the_handouts_text_calls(tmp_path):
    """Or what the adapters look for, in vain."""
    text = """#include <stdlib.h>
        __attribute__((weak)) void *submission_realloc(void *p);
        void f(void *p) { if (submission_realloc) submission_realloc(p); free(p); exit(1); }"""
    assert check(tmp_path, text, "--compat")[0] == 0
    assert "it uses exit" in check(tmp_path, text)[1]


def test_printing_and_asserting_are_allowed(tmp_path):
    text = """#include <assert.h>
        #include <stdio.h>
        #include <string.h>
        int f(char *p, int n) { assert(n); memset(p, 0, n); printf("%d", n);
            fprintf(stderr, "%s", p); return snprintf(p, n, "%p", p); }"""
    assert check(tmp_path, text, flags=["-O2", "-D_FORTIFY_SOURCE=2"])[0] == 0


ENTRY = """long f(long n) { long r; __asm__ volatile("mov $0x050f, %%ecx\\n mov %0, %0" : "=r"(r) : "0"(n) : "ecx"); return r; }"""


def test_bytes_inside_an_instruction_are_noted_and_break_no_rule(tmp_path):
    status, said = check(tmp_path, ENTRY)
    assert status == 0
    assert "note: f has the bytes of a system call at 0x" in said and "keeps the rules" in said


@pytest.mark.parametrize("way, sentence", [
    ("long (*g(void))(long) { return (long (*)(long))((char *)f + 1); }", "syscalls: g points into the middle"),
    ("long (*const g)(long) = (long (*)(long))((char *)f + 1);", "syscalls: a pointer at 0x"),
    ("void g(void) { __asm__ goto(\"jmp f + 1\" : : : : away); away: return; }", "syscalls: g jumps into the middle"),
    ('__asm__(".globl g\\n.type g,@function\\n.set g, f + 1");', "syscalls: g leads into the middle")])
def test_whatever_leads_into_an_instruction_breaks_the_rules(tmp_path, way, sentence):
    status, said = check(tmp_path, "static " * ("goto" not in way and ".globl" not in way) + ENTRY + way)
    assert status == 1 and sentence in said


def headers(data, kind, size):
    """Where the table's rows begin: of segments (54) or of sections (58)."""
    at = struct.unpack_from("<Q", data, 32 if kind == 54 else 40)[0]
    return range(at, at + size * struct.unpack_from("<H", data, kind + 2)[0], size)


def without_sections(data):
    data[40:48], data[60:64] = bytes(8), bytes(4)


def sections_that_lie(data):
    """No section has code, they say."""
    for at in headers(data, 58, 64):
        data[at + 8] &= ~4


def executable_data(data):
    for at in headers(data, 54, 56):
        if struct.unpack_from("<II", data, at) == (1, 4):
            data[at + 4] = 5


def without_a_stack(data):
    for at in headers(data, 54, 56):
        if struct.unpack_from("<I", data, at)[0] == 0x6474E551:
            data[at:at + 4] = bytes(4)


@pytest.mark.skipif(struct.calcsize("P") != 8 or os.uname().machine != "x86_64", reason="made for x86-64")
@pytest.mark.parametrize("change, sentence", [
    (without_sections, "bytes that can be executed are in no section"),
    (sections_that_lie, "segments: .text, which is data, can be executed"),
    (executable_data, "segments: .eh_frame, which is data, can be executed"),
    (without_a_stack, "segments: it has a stack both writable and executable")])
def test_what_is_mapped_counts_and_not_what_sections_say(tmp_path, change, sentence):
    assert check(tmp_path, GOOD)[0] == 0
    data = bytearray((tmp_path / "mm.so").read_bytes())
    change(data)
    (tmp_path / "mm.so").write_bytes(data)
    done = subprocess.run([sys.executable, RULES, tmp_path / "mm.so"], capture_output=True, text=True)
    assert done.returncode == 1 and sentence in done.stdout


@pytest.mark.parametrize("flag, sentence", [
    ("-Wl,-rpath,/tmp", "loader: it names a search path for libraries"),
    ("-Wl,-z,interpose", "loader: it asks that its symbols be used by others"),
    ("-lm", "calls: it needs the library libm.so.6")])
def test_nothing_is_asked_of_the_loader(tmp_path, flag, sentence):
    status, said = check(tmp_path, GOOD, flags=["-Wl,--no-as-needed", flag])
    assert status == 1 and sentence in said


def test_constants_are_no_globals(tmp_path):
    assert check(tmp_path, "const int a[999] = {1}; const char *const b[] = {\"x\"};")[0] == 0


def test_the_limit_is_an_option(tmp_path):
    assert check(tmp_path, "char a[500];", "--globals", "500")[0] == 0
    assert check(tmp_path, "char a[500];", "--globals", "499")[0] == 1


def test_the_reference_family_keeps_the_rules():
    for built in glob.glob(os.path.join(LAB, "build", "alloc", "*.so")):
        done = subprocess.run([sys.executable, RULES, built], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("what", ["/nowhere.so", RULES, LAB])
def test_what_is_no_object_is_the_users_mistake(what):
    done = subprocess.run([sys.executable, RULES, what], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("rules: ") and done.stderr.count("\n") == 1


def test_a_collector_needs_its_function(tmp_path):
    assert check(tmp_path, GOOD, "--collect") == (1, f"{tmp_path}/mm.so: contract: it has no mm_collect\n")
    collector = GOOD + "void **mem_roots_lo(void);\nunsigned long mm_collect(void) { return mem_roots_lo() != 0; }\n"
    status, said = check(tmp_path, collector, "--collect")
    assert status == 0, said
