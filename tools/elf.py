"""elf - What the loader makes of a shared object: segments, dynamic table, symbols, relocations.

It is read as the loader reads it, by the program headers and the dynamic table. Section headers
are for people; here they give names, and what is asked of them can be compared with the segments.
After the ELF specification (System V ABI) and elf.h. Little-endian machines only.
"""

import bisect
import collections
import struct

LOAD, DYNAMIC, TLS, GNU_STACK, GNU_RELRO = 1, 2, 7, 0x6474E551, 0x6474E552    # kinds of segments
EXECUTE, WRITE = 1, 2                                                      # flags of a segment
SECTION_WRITE, SECTION_ALLOC, SECTION_EXECUTE, SECTION_TLS = 1, 2, 4, 0x400
NO_BITS, SYMTAB = 8, 2                                                     # kinds of sections
FUNCTION, INDIRECT, UNIQUE = 2, 10, 10                       # of a symbol: two types, a binding
NEEDED, PLTRELSZ, HASH, STRTAB, SYMTAB_AT, RELA, RELASZ, STRSZ = 1, 2, 4, 5, 6, 7, 8, 10
RPATH, REL, RELSZ, TEXTREL, JMPREL = 15, 17, 18, 22, 23
INIT_ARRAYSZ, FINI_ARRAYSZ, RUNPATH, FLAGS, PREINIT_ARRAYSZ, RELRSZ, RELR = 27, 28, 29, 30, 33, 35, 36
GNU_HASH, FLAGS_1, AUDIT, DEPAUDIT, AUXILIARY, FILTER = (
    0x6FFFFEF5, 0x6FFFFFFB, 0x6FFFFEFC, 0x6FFFFEFB, 0x7FFFFFFD, 0x7FFFFFFF)
MACHINES = {62: "i386:x86-64", 3: "i386", 183: "aarch64"}       # as objdump calls them
PAGE = 4096

LAYOUT = {    # by the bytes of a word: struct's format, and the fields
    ("header", 8): ("<16sHHIQQQIHHHHHH", "ident type machine version entry segments sections flags size"
                    " segment_size segment_count section_size section_count names"),
    ("header", 4): ("<16sHHIIIIIHHHHHH", "ident type machine version entry segments sections flags size"
                    " segment_size segment_count section_size section_count names"),
    ("segment", 8): ("<IIQQQQQQ", "type flags offset address physical in_file size alignment"),
    ("segment", 4): ("<IIIIIIII", "type offset address physical in_file size flags alignment"),
    ("section", 8): ("<IIQQQQIIQQ", "name type flags address offset size link info alignment entry"),
    ("section", 4): ("<IIIIIIIIII", "name type flags address offset size link info alignment entry"),
    ("symbol", 8): ("<IBBHQQ", "name info other section address size"),
    ("symbol", 4): ("<IIIBBH", "name address size info other section"),
    ("dynamic", 8): ("<QQ", "tag value"), ("dynamic", 4): ("<II", "tag value"),
    ("rela", 8): ("<QQq", "place info addend"), ("rela", 4): ("<IIi", "place info addend"),
    ("rel", 8): ("<QQ", "place info"), ("rel", 4): ("<II", "place info"),
}
FORMS = {key: (struct.Struct(form), collections.namedtuple(key[0], fields))
         for key, (form, fields) in LAYOUT.items()}


class Unreadable(Exception):
    pass


class Object:
    """A shared object. Raises Unreadable for what is none, or refers to bytes that it lacks."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        try:
            self.read(path)
        except (struct.error, IndexError, ValueError, KeyError, UnicodeDecodeError):
            raise Unreadable(f"{path}: cannot be read as a shared object")

    def read(self, path):
        if self.bytes[:4] != b"\x7fELF" or self.bytes[5] != 1:
            raise Unreadable(f"{path}: not a shared object")
        self.word = {1: 4, 2: 8}[self.bytes[4]]
        header = self.rows("header", self.bytes)[0]
        if header.type != 3 or header.machine not in MACHINES:
            raise Unreadable(f"{path}: not a shared object")
        self.machine = MACHINES[header.machine]
        self.segments = self.rows("segment", self.bytes, header.segments, header.segment_count)
        self.dynamic = collections.defaultdict(list)
        for segment in self.of_kind(DYNAMIC):
            for entry in self.rows("dynamic", self.mapped(segment.address, segment.in_file)):
                if entry.tag == 0:
                    break
                self.dynamic[entry.tag].append(entry.value)
        self.strings = self.mapped(self.tag(STRTAB), self.tag(STRSZ))
        self.relocations = list(self.all_relocations())
        self.symbols = self.dynamic_symbols()
        self.sections = self.named_sections(header)
        self.known = self.debug_symbols() or self.symbols
        self.places = sorted((symbol.address, symbol.name, symbol.section) for symbol in self.known
                             if symbol.name and defined(symbol) and kind(symbol) <= FUNCTION)

    def rows(self, kind, data, at=0, count=None):
        """The table at an offset, as tuples with names; without a count all that there is."""
        form, row = FORMS[kind, self.word]
        most = (len(data) - at) // form.size
        if count is not None and count > most:
            raise IndexError
        return [row(*form.unpack_from(data, at + i * form.size))
                for i in range(most if count is None else count)][:1 if kind == "header" else None]

    def of_kind(self, kind):
        return [segment for segment in self.segments if segment.type == kind]

    def mapped(self, address, size):
        """The bytes that lie there once the object is loaded."""
        for segment in self.of_kind(LOAD):
            start = address - segment.address
            if size and 0 <= start and start + size <= segment.in_file:
                return self.bytes[segment.offset + start:segment.offset + start + size]
        if size:
            raise IndexError
        return b""

    def tag(self, tag):
        return self.dynamic[tag][-1] if tag in self.dynamic else 0

    def string(self, at, strings=None):
        strings = self.strings if strings is None else strings
        return strings[at:strings.index(b"\0", at)].decode("utf-8", "backslashreplace")

    def all_relocations(self):
        """(place, type, symbol's number, addend), in the order of the tables."""
        shift = 32 if self.word == 8 else 8
        plt = "rela" if self.word == 8 else "rel"
        for kind, at, size in (("rela", RELA, RELASZ), ("rel", REL, RELSZ), (plt, JMPREL, PLTRELSZ)):
            for row in self.rows(kind, self.mapped(self.tag(at), self.tag(size))):
                yield row.place, row.info & ((1 << shift) - 1), row.info >> shift, getattr(row, "addend", None)

    def symbol_count(self):
        """The dynamic table does not say it; the hash tables and the relocations do."""
        most = max([symbol for _, _, symbol, _ in self.relocations], default=-1) + 1
        if self.tag(HASH):
            most = max(most, struct.unpack("<II", self.mapped(self.tag(HASH), 8))[1])
        if self.tag(GNU_HASH):
            most = max(most, self.last_hashed() + 1)
        return most

    def last_hashed(self):
        """The last symbol that a chain of the GNU hash table leads to."""
        at = self.tag(GNU_HASH)
        buckets, first, bloom, _ = struct.unpack("<IIII", self.mapped(at, 16))
        at += 16 + bloom * self.word
        last = max(struct.unpack(f"<{buckets}I", self.mapped(at, 4 * buckets)), default=0)
        if last < first:
            return first - 1
        at += 4 * buckets - 4 * first
        while not struct.unpack("<I", self.mapped(at + 4 * last, 4))[0] & 1:
            last += 1
        return last

    def dynamic_symbols(self):
        size = FORMS["symbol", self.word][0].size
        rows = self.rows("symbol", self.mapped(self.tag(SYMTAB_AT), size * self.symbol_count()))
        return [row._replace(name=self.string(row.name)) for row in rows]

    def named_sections(self, header):
        """In the file's order; none, if the object was stripped of them."""
        if not header.sections:
            return []
        rows = self.rows("section", self.bytes, header.sections, header.section_count)
        names = rows[header.names]
        text = self.bytes[names.offset:names.offset + names.size]
        return [row._replace(name=self.string(row.name, text)) for row in rows]

    def debug_symbols(self):
        """All symbols by name, where the object still has them."""
        for section in self.sections:
            if section.type == SYMTAB:
                names = self.sections[section.link]
                text = self.bytes[names.offset:names.offset + names.size]
                rows = self.rows("symbol", self.bytes[section.offset:section.offset + section.size])
                return [row._replace(name=self.string(row.name, text)) for row in rows]
        return []

    def section_at(self, address):
        for section in self.sections:
            if section.flags & SECTION_ALLOC and 0 <= address - section.address < section.size:
                return section
        return None

    def name_at(self, address):
        """The symbol that is there, or begins before in the same section."""
        before = bisect.bisect_right(self.places, (address, "\U0010ffff")) - 1
        if before < 0:
            return "?"
        _, name, number = self.places[before]
        same = number >= len(self.sections) or self.section_at(address) == self.sections[number]
        return name if same else "?"


def defined(symbol):
    return symbol.section != 0


def kind(symbol):
    return symbol.info & 15


def binding(symbol):
    return symbol.info >> 4
