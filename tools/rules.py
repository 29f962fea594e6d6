#!/usr/bin/env python3
"""rules.py - Does a built allocator keep the lab's rules?

    tools/rules.py build/mm.so

The rules are read from the object itself, so they hold whatever the source looks like:

    calls      only the lab's mem_*, memcpy and its family, printf and its family, assert
               (which a submission may not define itself); --compat: abort, exit and free too,
               which the text of some handouts itself calls
    contract   no mm_contract and the like, by which the lab's own adapters ask for fewer
               checks (--compat: built with COMPAT, which gives them); --collect: an mm_collect,
               without which it would be told what is free
    start-up   no constructors, destructors or indirect functions: nothing runs unasked
    syscalls   no instruction that enters the system, no jump into the middle of another
    globals    at most GLOBALS_LIMIT bytes that can be written (config.h; 128), those of a
               thread included
    segments   no text relocations, nothing both writable and executable

Exit status: 0 it keeps them, 1 it breaks some, 2 the file cannot be read.
"""

import argparse
import os
import re
import subprocess
import sys

CONTRACT = {"mm_contract", "mm_alignment", "mm_heap_limit", "mm_takes_system_memory", "mm_watched"}
LAB = {"mem_sbrk", "mem_heap_lo", "mem_heap_hi", "mem_heapsize", "mem_pagesize", "mem_roots_lo", "mem_roots_hi"}
BYTES = set("memcpy memmove memset memcmp memchr strlen strcmp strncmp strcpy strncpy".split())
PRINT = set("""printf fprintf sprintf snprintf dprintf vprintf vfprintf vsprintf vsnprintf
    puts fputs putchar putc fputc fwrite fflush stdout stderr""".split())
ASSERT = {"__assert_fail", "__errno_location", "__stack_chk_fail", "__tls_get_addr"}
START = {"__gmon_start__", "__cxa_finalize", "_ITM_registerTMCloneTable",
         "_ITM_deregisterTMCloneTable"}    # called at start and end, where somebody defines them
HANDOUTS = {"abort", "exit", "free", "submission_realloc", "submission_checkheap"}
LINKER = START | {"_GLOBAL_OFFSET_TABLE_"}
LIBRARY = re.compile(r"(libc|ld-linux.*)\.so")
ALLOWED = LAB | BYTES | PRINT | ASSERT | LINKER

ENTERS_SYSTEM = re.compile(r"^(syscall|sysenter|svc|int\s+\$?0x80)\b")
JUMP = re.compile(r"(?:j\w+|call|loop\w*)\s+([0-9a-f]+) <")
ADDED = re.compile(r"(call|jmp)\s+[0-9a-f]+ <(?!__x86\.get_pc_thunk)")
INIT_CODE = {8: 28, 4: 36}    # bytes of .init that the compiler's own start-up files make
NAMELESS = 128    # bytes of padding and start-up data that no symbol names


class Unreadable(Exception):
    pass


def tool(*command):
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment)
    except OSError:
        raise Unreadable(f"{command[0]} is missing: install binutils")
    if done.returncode != 0:
        raise Unreadable(f"{command[-1]}: {command[0]} cannot read it as a shared object")
    return done.stdout.decode("ascii", "backslashreplace")


def sections(path):
    """Of each section: name -> (number, size, flags), as readelf numbers them."""
    form = re.compile(r"\s*\[\s*(\d+)\] (\S+)\s+\S+\s+[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) \S+ (.*)")
    found = {}
    for line in tool("readelf", "-SW", path).splitlines():
        match = form.match(line)
        if match:
            number, name, size, rest = match.groups()
            words = rest.split()
            flags = words[0] if len(words) == 4 else ""
            found[name] = (int(number), int(size, 16), flags)
    return found


def plain_name(symbol):
    """The name without version, and without the mark of a checked variant: __printf_chk."""
    name = symbol.split("@")[0]
    match = re.fullmatch(r"__(\w+)_chk", name)
    return match.group(1) if match else name


def word_size(path):
    return 4 if "ELF32" in tool("readelf", "-hW", path) else 8


def defined(path):
    return {plain_name(line.split()[0]) for line in
            tool("nm", "-D", "-P", "--defined-only", path).splitlines()}


def calls(path, compat):
    allowed = ALLOWED | HANDOUTS if compat else ALLOWED
    for name in sorted(LAB & defined(path)):
        yield f"calls: it defines {name}, which is the lab's"
    for line in tool("nm", "-D", "-P", "--undefined-only", path).splitlines():
        name = plain_name(line.split()[0])
        if name not in allowed:
            yield f"calls: it uses {name}, which is not allowed"
    for line in tool("readelf", "-dW", path).splitlines():
        match = re.search(r"\(NEEDED\).*\[(.*)\]", line)
        if match and not LIBRARY.match(match.group(1)):
            yield f"calls: it needs the library {match.group(1)}"


def collector(path):
    if "mm_collect" not in defined(path):
        yield "contract: it has no mm_collect"


def contract(path):
    for name in sorted(CONTRACT & defined(path)):
        yield f"contract: it defines {name}, which asks for fewer checks"


def start_up(path, parts, code):
    word = word_size(path)
    for name, what in ((".init_array", "constructor"), (".fini_array", "destructor"),
                       (".preinit_array", "constructor"), (".ctors", "constructor")):
        if name in parts and parts[name][1] > word:
            yield f"start-up: it has a {what} ({name} has {parts[name][1] // word - 1} too many)"
    for name in (".init", ".fini"):
        if name in parts and parts[name][1] > INIT_CODE[word]:
            yield f"start-up: it adds code to {name}"
    for function, _, text in code:
        if function in ("_init", "_fini") and ADDED.match(text):
            yield f"start-up: it adds code to .{function[1:]}"
    for name in sorted(START & defined(path)):
        yield f"start-up: it defines {name}, which runs unasked"
    if re.search(r"\bIFUNC\b", tool("readelf", "-sW", path)):
        yield "start-up: it has an indirect function, whose resolver runs unasked"


def instructions(path, parts):
    """function, address, text: all that can be executed, whatever it calls itself."""
    function = "?"
    chosen = [f"--section={name}" for name, (_, _, flags) in parts.items() if "X" in flags]
    for line in tool("objdump", "-D", "--no-show-raw-insn", *chosen, path).splitlines():
        header = re.match(r"[0-9a-f]+ <(.*)>:", line)
        place = re.match(r"\s*([0-9a-f]+):\t(.*)", line)
        if header:
            function = header.group(1)
        elif place:
            yield function, int(place.group(1), 16), " ".join(place.group(2).split())


def system_calls(code):
    begins = {address for _, address, _ in code}
    for function, _, text in code:
        jump = JUMP.match(text)
        if ENTERS_SYSTEM.match(text):
            yield f"syscalls: {function} enters the system ({text})"
        elif "(bad)" in text:
            yield f"syscalls: {function} has bytes that are no instruction"
        elif jump and int(jump.group(1), 16) not in begins:
            yield f"syscalls: {function} jumps into the middle of an instruction ({text})"


def protected(path):
    """The sections that are read-only once the object is loaded."""
    listing = tool("readelf", "-lW", path)
    rows = re.findall(r"^ +(\w+) +0x.*$", listing, re.M)
    lists = dict(re.findall(r"^ +(\d\d) +(.*)$", listing, re.M))
    if "GNU_RELRO" not in rows:
        return set()
    return set(lists.get(f"{rows.index('GNU_RELRO'):02}", "").split())


def global_sizes(path, parts):
    """name -> bytes, of each variable that can be written; and the writable bytes in all."""
    fixed = protected(path)
    writable = {number: size for name, (number, size, flags) in parts.items()
                if "T" in flags or "W" in flags and name not in fixed and name != ".got.plt"}
    plt = parts.get(".got.plt", (None,))[0]
    sizes = {}
    for line in tool("readelf", "-sW", path).split(".symtab", 1)[-1].splitlines():
        words = line.split()
        if len(words) >= 8 and words[3] in ("OBJECT", "TLS", "NOTYPE") and words[6].isdigit():
            size = int(words[2], 0)
            start = size == 1 and re.fullmatch(r"completed\.\d+", words[7])
            if size and not start and (int(words[6]) in writable or int(words[6]) == plt):
                sizes[words[7]] = sizes.get(words[7], 0) + size
    sizes.pop("__dso_handle", None)
    return sizes, sum(writable.values())


def global_rules(path, parts, limit):
    sizes, room = global_sizes(path, parts)
    total = sum(sizes.values())
    if total > limit:
        most = sorted(sizes.items(), key=lambda pair: -pair[1])[:4]
        listed = ", ".join(f"{name} {size}" for name, size in most)
        yield f"globals: {total} bytes can be written, {limit} may ({listed})"
    elif room > total + NAMELESS:
        yield f"globals: {room - total} bytes can be written that no variable names"


def segments(path):
    if "TEXTREL" in tool("readelf", "-dW", path):
        yield "segments: it has text relocations"
    for line in tool("readelf", "-lW", path).splitlines():
        match = re.match(r"\s+(LOAD|GNU_STACK)\s.*\sRWE\s", line)
        if match:
            what = "stack" if match.group(1) == "GNU_STACK" else "segment"
            yield f"segments: it has a {what} both writable and executable"


def check(path, limit, compat, collects=False):
    """Each rule broken, as a sentence."""
    if "DYN (" not in tool("readelf", "-hW", path):
        raise Unreadable(f"{path}: not a shared object")
    parts = sections(path)
    code = list(instructions(path, parts))
    for found in (calls(path, compat), () if compat else contract(path),
                  collector(path) if collects else (), start_up(path, parts, code), system_calls(code),
                  global_rules(path, parts, limit), segments(path)):
        yield from dict.fromkeys(found)


def configured_limit():
    config = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "config.h")
    try:
        with open(config) as file:
            match = re.search(r"#define\s+GLOBALS_LIMIT\s+(\d+)", file.read())
    except OSError:
        match = None
    return int(match.group(1)) if match else 128


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="a built allocator")
    parser.add_argument("--globals", type=int, default=configured_limit(), metavar="BYTES",
                        help="how many bytes of globals may be written (%(default)s)")
    parser.add_argument("--compat", action="store_true",
                        help="it was built with COMPAT, whose adapters define mm_contract")
    parser.add_argument("--collect", action="store_true", help="it must be a garbage collector")
    options = parser.parse_args()
    try:
        open(options.file, "rb").close()
        broken = list(check(options.file, options.globals, options.compat, options.collect))
        size = sum(global_sizes(options.file, sections(options.file))[0].values())
    except OSError as error:
        parser.exit(2, f"rules: {options.file}: {error.strerror}\n")
    except Unreadable as error:
        parser.exit(2, f"rules: {error}\n")
    for sentence in broken:
        print(f"{options.file}: {sentence}")
    if not broken:
        print(f"{options.file}: keeps the rules (globals: {size} of {options.globals} bytes)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
