#!/usr/bin/env python3
"""rules.py - Does a built allocator keep the lab's rules?

    tools/rules.py build/mm.so

The rules are read from the object itself, so they hold whatever the source looks like. What
counts is what the loader will map, not what sections are named:

    calls      only the lab's mem_*, memcpy and its family, printf and its family, assert
               (which a submission may not define itself, nor malloc, nor what tells time);
               --compat: abort, exit and free too, which the text of some handouts itself calls
    contract   no mm_contract and the like, by which the lab's own adapters ask for fewer
               checks (--compat: built with COMPAT, which gives them); --collect: an mm_collect,
               without which it would be told what is free
    start-up   no constructors, destructors or indirect functions: nothing runs unasked
    loader     nothing asked of it but libc: no libraries, search paths, symbols for all
    syscalls   no instruction that enters the system, no way into the middle of another
    globals    at most GLOBALS_LIMIT bytes that can be written (config.h; 128), those of a
               thread included
    segments   nothing both writable and executable, no data that can be executed, no code
               that is in no section, no text relocations

A note is no broken rule: bytes inside of an instruction would enter the system if something
jumped there, and nothing that can be seen does. What cannot be seen, such as an address that is
computed, is left to the wall around the process (docs/grading.md).

Exit status: 0 it keeps them, 1 it breaks some, 2 the file cannot be read.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

import elf

CONTRACT = {"mm_contract", "mm_alignment", "mm_heap_limit", "mm_takes_system_memory", "mm_library",
            "mm_watched"}
LAB = {"mem_sbrk", "mem_heap_lo", "mem_heap_hi", "mem_heapsize", "mem_pagesize", "mem_roots_lo", "mem_roots_hi"}
BYTES = set("memcpy memmove memset memcmp memchr strlen strcmp strncmp strcpy strncpy".split())
PRINT = set("""printf fprintf sprintf snprintf dprintf vprintf vfprintf vsprintf vsnprintf
    puts fputs putchar putc fputc fwrite fflush stdout stderr""".split())
ASSERT = {"__assert_fail", "__errno_location", "__stack_chk_fail", "__tls_get_addr"}
START = {"__gmon_start__", "__cxa_finalize", "_ITM_registerTMCloneTable",
         "_ITM_deregisterTMCloneTable"}    # called at start and end, where somebody defines them
HANDOUTS = {"abort", "exit", "free", "submission_realloc", "submission_checkheap"}
LINKER = START | {"_GLOBAL_OFFSET_TABLE_"}
LIBRARY = re.compile(r"(libc|ld-linux.*)\.so(\.\d+)?")
ALLOWED = LAB | BYTES | PRINT | ASSERT | LINKER
SYSTEMS = set("""malloc calloc realloc free memalign aligned_alloc posix_memalign malloc_usable_size
    clock_gettime gettimeofday getrusage clock time setitimer getcpu mmap munmap mprotect mremap brk sbrk
    fork vfork clone execve waitpid kill raise signal sigaction abort exit _exit read write open
    close dlopen dlsym setjmp longjmp ptrace prctl""".split()) | ASSERT

PREFIX = r"(?:(?:rep\w*|data16|addr32|lock|bnd|notrack|xacquire|xrelease|rex\S*|[cdefgs]s)\s+)*"
ENTERS_SYSTEM = re.compile(PREFIX + r"(syscall|sysenter|svc\b|int\s+\$?0x80\b)")
JUMP = re.compile(PREFIX + r"(?:j\w+|call\w*|loop\w*|xbegin\w*|bl?|b\.\w+|cbn?z\s.*,)\s+0x([0-9a-f]+)")
ADDRESS = re.compile(r"lea\w*\s.*#\s+0x([0-9a-f]+)")
ADDED = re.compile(r"(?:call|jmp)\w*\s+0x([0-9a-f]+)")
ENTRIES = {"i386:x86-64": re.compile(rb"\x0f\x05|\xcd\x80|\x0f\x34")}    # at whatever byte they begin
ENTRIES["i386"] = ENTRIES["i386:x86-64"]
NOTHING = {"i386:x86-64": b"\x90", "i386": b"\x90"}
INDIRECT = {37, 42, 1032}    # the relocation whose value a function is asked for
INIT_CODE = {8: 28, 4: 36}    # bytes of .init that the compiler's own start-up files make
NAMELESS = 128    # bytes of padding and start-up data that no symbol names
SEARCH = {elf.RPATH: "a search path", elf.RUNPATH: "a search path", elf.AUDIT: "an auditor",
          elf.DEPAUDIT: "an auditor", elf.AUXILIARY: "a filter", elf.FILTER: "a filter"}
GLOBAL, INTERPOSE = 2, 0x400       # of DT_FLAGS_1
Unreadable = elf.Unreadable


def tool(*command):
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment)
    except OSError:
        raise Unreadable(f"{command[0]} is missing: install binutils")
    if done.returncode != 0:
        raise Unreadable(f"{command[-1]}: {command[0]} cannot read it")
    return done.stdout.decode("ascii", "backslashreplace")


def plain_name(name):
    """The name without the mark of a checked variant: __printf_chk."""
    match = re.fullmatch(r"__(\w+)_chk", name)
    return match.group(1) if match else name


def defined(built):
    return {plain_name(symbol.name) for symbol in built.symbols if symbol.name and elf.defined(symbol)}


def calls(built, compat):
    allowed = ALLOWED | HANDOUTS if compat else ALLOWED
    for name in sorted(LAB & defined(built)):
        yield f"calls: it defines {name}, which is the lab's"
    for name in sorted(SYSTEMS & defined(built)):
        yield f"calls: it defines {name}, which is the system's"
    for symbol in built.symbols:
        name = plain_name(symbol.name)
        if name and not elf.defined(symbol) and name not in allowed:
            yield f"calls: it uses {name}, which is not allowed"
    for at in built.dynamic[elf.NEEDED]:
        if not LIBRARY.fullmatch(built.string(at)):
            yield f"calls: it needs the library {built.string(at)}"


def collector(built):
    if "mm_collect" not in defined(built):
        yield "contract: it has no mm_collect"


def contract(built):
    for name in sorted(CONTRACT & defined(built)):
        yield f"contract: it defines {name}, which asks for fewer checks"


def start_up(built, code):
    arrays = ((elf.INIT_ARRAYSZ, "constructor", 1), (elf.FINI_ARRAYSZ, "destructor", 1),
              (elf.PREINIT_ARRAYSZ, "constructor that precedes all others", 0))
    for tag, what, own in arrays:
        count = built.tag(tag) // built.word
        if count > own:
            yield f"start-up: it has a {what} ({count - own} too many)"
    for section in built.sections:
        if section.name in (".init", ".fini") and section.size > INIT_CODE[built.word]:
            yield f"start-up: it adds code to {section.name}"
    for _, address, text in code:
        target, section = ADDED.match(text), built.section_at(address)
        if target and section and section.name in (".init", ".fini"):
            if not built.name_at(int(target.group(1), 16)).startswith("__x86.get_pc_thunk"):
                yield f"start-up: it adds code to {section.name}"
    for name in sorted(START & defined(built)):
        yield f"start-up: it defines {name}, which runs unasked"
    if any(elf.kind(symbol) == elf.INDIRECT for symbol in built.symbols) or any(
            type in INDIRECT for _, type, _, _ in built.relocations):
        yield "start-up: it has an indirect function, whose resolver runs unasked"


def loader(built):
    for tag, what in SEARCH.items():
        if tag in built.dynamic:
            yield f"loader: it names {what} for libraries"
    if built.tag(elf.FLAGS_1) & (GLOBAL | INTERPOSE):
        yield "loader: it asks that its symbols be used by others"
    for symbol in built.symbols:
        if elf.binding(symbol) == elf.UNIQUE and elf.defined(symbol):
            yield f"loader: {symbol.name} is a symbol for all, not only for itself"
    for place, _, _, _ in built.relocations:
        if not any(segment.flags & elf.WRITE and 0 <= place - segment.address < segment.size
                   for segment in built.of_kind(elf.LOAD)):
            yield f"loader: it has the loader write to {place:#x}, which is no variable of its own"
    if elf.RELR in built.dynamic:
        yield "loader: it has packed relocations, which are not read here"


def disassembled(machine, code, address):
    """address, text: of each instruction, one after the other."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(code)
        file.flush()
        text = tool("objdump", "-D", "-z", "-b", "binary", "-m", machine, f"--adjust-vma={address:#x}",
                    "--no-show-raw-insn", file.name)
    for at, words in re.findall(r"^\s*([0-9a-f]+):\t(.*)", text, re.M):
        yield int(at, 16), " ".join(words.split())


def executable_parts(built):
    """Of each executable segment: itself, and the sections that lie in it."""
    for segment in built.of_kind(elf.LOAD):
        if segment.flags & elf.EXECUTE:
            yield segment, sorted(
                (section for section in built.sections
                 if section.flags & elf.SECTION_ALLOC and section.size and section.address + section.size
                 > segment.address and section.address < segment.address + segment.size),
                key=lambda section: section.address)


def code_of(built, segment, sections):
    """A segment's bytes, with instructions that do nothing between the sections: each of these is
    then read from its beginning. Without sections all of it."""
    whole = built.bytes[segment.offset:segment.offset + segment.in_file]
    code = bytearray(NOTHING.get(built.machine, b"\0") * segment.in_file)
    for section in sections or [segment]:
        start = max(0, section.address - segment.address)
        end = min(start + (section.size if sections else segment.in_file), segment.in_file)
        code[start:end] = whole[start:end]
    return bytes(code)


def instructions(built):
    """function, address, text: all that the loader makes executable."""
    return [(built.name_at(at), at, text) for segment, sections in executable_parts(built)
            for at, text in disassembled(built.machine, code_of(built, segment, sections), segment.address)]


def taken_addresses(built, code):
    """address, what leads there, and how: jumps, pointers, names."""
    for function, _, text in code:
        jump, taken = JUMP.match(text), ADDRESS.match(text)
        if jump:
            yield int(jump.group(1), 16), f"{function} jumps", f" ({text})"
        if taken:
            yield int(taken.group(1), 16), f"{function} points", f" ({text})"
    for place, _, symbol, addend in built.relocations:
        if not symbol and addend:
            yield addend, f"a pointer at {place:#x} leads", ""
    for section in (section for _, sections in executable_parts(built) for section in sections):
        yield section.address, f"{section.name} leads", ""
    for symbol in built.known:
        if elf.kind(symbol) == elf.FUNCTION and elf.defined(symbol):
            yield symbol.address, f"{symbol.name} leads", ""


def system_calls(built, code):
    begins = {address for _, address, _ in code}
    inside = [(segment.address, segment.address + segment.in_file) for segment, _ in executable_parts(built)]
    for function, _, text in code:
        if ENTERS_SYSTEM.match(text):
            yield f"syscalls: {function} enters the system ({text})"
        elif "(bad)" in text:
            yield f"syscalls: {function} has bytes that are no instruction"
    for address, who, how in taken_addresses(built, code):
        if address not in begins and any(first <= address < end for first, end in inside):
            yield f"syscalls: {who} into the middle of an instruction{how}"


def hidden_entries(built, code):
    """Notes on bytes that would enter the system, were they reached; page by page, as mapped."""
    told = {address for _, address, text in code if ENTERS_SYSTEM.match(text)}
    told |= {address for address, _, _ in taken_addresses(built, code)}
    for segment, _ in executable_parts(built):
        first, end = segment.offset, segment.offset + segment.in_file
        first, end = first // elf.PAGE * elf.PAGE, -(-end // elf.PAGE) * elf.PAGE
        for match in ENTRIES.get(built.machine, re.compile(rb"(?!)")).finditer(built.bytes, first, end):
            address = segment.address + match.start() - segment.offset
            if address not in told:
                yield (f"note: {built.name_at(address)} has the bytes of a system call at {address:#x}, inside"
                       " of an instruction: only bytes, nothing that can be seen leads there")


def segments(built):
    if elf.TEXTREL in built.dynamic or built.tag(elf.FLAGS) & 4:
        yield "segments: it has text relocations"
    for segment in built.of_kind(elf.LOAD):
        if segment.flags & elf.WRITE and segment.flags & elf.EXECUTE:
            yield "segments: it has a segment both writable and executable"
    stacks = built.of_kind(elf.GNU_STACK)
    if not stacks or any(stack.flags & elf.EXECUTE for stack in stacks):
        yield "segments: it has a stack both writable and executable"
    ends = sorted((segment.address // elf.PAGE, (segment.address + segment.size - 1) // elf.PAGE)
                  for segment in built.of_kind(elf.LOAD))
    if any(end >= start for (_, end), (start, _) in zip(ends, ends[1:])):
        yield "segments: two of them share a page"
    for segment, sections in executable_parts(built):
        yield from unnamed_code(built, segment, sections)


def unnamed_code(built, segment, sections):
    """What of an executable segment is no code by its sections, or in none."""
    at = segment.address
    for section in sections:
        place = section.address - segment.address + segment.offset
        if not section.flags & elf.SECTION_EXECUTE:
            yield f"segments: {section.name}, which is data, can be executed"
        if section.offset != place or section.type == elf.NO_BITS or section.address < at:
            yield f"segments: {section.name} is not where the object says"
        yield from padding(built, at, section.address)
        at = max(at, section.address + section.size)
    yield from padding(built, at, segment.address + segment.in_file)


def padding(built, start, end):
    if end > start and built.mapped(start, end - start).strip(b"\0\x90\xcc"):
        yield f"segments: {end - start} bytes that can be executed are in no section"


def lasting(built, address):
    """Can it be written after loading? What the loader then makes read-only cannot."""
    return not any(0 <= address - fixed.address < fixed.size for fixed in built.of_kind(elf.GNU_RELRO))


def writable_room(built):
    """Bytes that can be written in all, but for the loader's own table of functions."""
    room = sum(segment.size for segment in built.of_kind(elf.TLS))
    for segment in built.of_kind(elf.LOAD):
        if segment.flags & elf.WRITE:
            fixed = [min(one.address + one.size, segment.address + segment.size) - max(one.address, segment.address)
                     for one in built.of_kind(elf.GNU_RELRO)]
            room += segment.size - sum(size for size in fixed if size > 0)
    slots = built.tag(elf.PLTRELSZ) // (3 * 8 if built.word == 8 else 2 * 4)
    table = [section for section in built.sections if section.name == ".got.plt"]
    if table and lasting(built, table[0].address):
        room -= (3 + slots) * built.word
    return room


def global_sizes(built):
    """name -> bytes, of each variable that can be written."""
    sizes = {}
    for symbol in built.known:
        if symbol.section == 0 or symbol.section >= len(built.sections):
            continue
        section = built.sections[symbol.section]
        variable = elf.kind(symbol) in (0, 1, 6)    # of no type, an object, a thread's
        written = section.flags & elf.SECTION_TLS or (
            section.flags & elf.SECTION_WRITE and lasting(built, section.address))
        start = symbol.size == 1 and re.fullmatch(r"completed\.\d+", symbol.name)
        if symbol.size and variable and written and not start and symbol.name != "__dso_handle":
            sizes[symbol.name] = sizes.get(symbol.name, 0) + symbol.size
    return sizes


def global_rules(built, limit):
    sizes, room = global_sizes(built), writable_room(built)
    total = sum(sizes.values())
    if total > limit:
        most = sorted(sizes.items(), key=lambda pair: -pair[1])[:4]
        listed = ", ".join(f"{name} {size}" for name, size in most)
        yield f"globals: {total} bytes can be written, {limit} may ({listed})"
    elif room > total + NAMELESS:
        yield f"globals: {room - total} bytes can be written that no variable names"


def check(built, limit, compat, collects=False):
    """Each rule broken, as a sentence; then notes."""
    code = instructions(built)
    for found in (calls(built, compat), () if compat else contract(built),
                  collector(built) if collects else (), start_up(built, code),
                  loader(built), system_calls(built, code), global_rules(built, limit), segments(built),
                  hidden_entries(built, code)):
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
        built = elf.Object(options.file)
        said = list(check(built, options.globals, options.compat, options.collect))
    except OSError as error:
        parser.exit(2, f"rules: {options.file}: {error.strerror}\n")
    except Unreadable as error:
        parser.exit(2, f"rules: {error}\n")
    for sentence in said:
        print(f"{options.file}: {sentence}")
    broken = [sentence for sentence in said if not sentence.startswith("note: ")]
    if not broken:
        size = sum(global_sizes(built).values())
        print(f"{options.file}: keeps the rules (globals: {size} of {options.globals} bytes)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
