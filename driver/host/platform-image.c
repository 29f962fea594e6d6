/*
 * platform-image.c - Reads an ELF file: program headers for what is mapped, sections for
 * the names that it defines.
 *
 * Source: System V ABI, chapters 4 (object files) and 5 (program loading).
 */

#define _GNU_SOURCE

#include "host/platform-image.h"

#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    const char *bytes;
    size_t size;
};

/* So many items of n bytes there, or NULL if the file has them not all. */
static const void *part(const struct file *f, size_t offset, size_t count, size_t n)
{
    bool inside = offset <= f->size && count <= (f->size - offset) / n &&
                  offset % sizeof(void *) == 0;

    return inside ? f->bytes + offset : NULL;
}

static const ElfW(Ehdr) * header(const struct file *f)
{
    const ElfW(Ehdr) *head = part(f, 0, 1, sizeof *head);
    unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;

    bool good = head && memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 &&
                head->e_ident[EI_CLASS] == class && head->e_type == ET_DYN &&
                head->e_phentsize == sizeof(ElfW(Phdr)) &&
                part(f, head->e_phoff, head->e_phnum, sizeof(ElfW(Phdr)));
    return good ? head : NULL;
}

static const ElfW(Phdr) * segments(const struct file *f)
{
    return (const void *)(f->bytes + header(f)->e_phoff);
}

/* The segment of this kind, or NULL. */
static const ElfW(Phdr) * segment(const struct file *f, unsigned kind)
{
    const ElfW(Phdr) *all = segments(f);

    for (size_t i = 0; i < header(f)->e_phnum; i++)
        if (all[i].p_type == kind)
            return &all[i];
    return NULL;
}

/* What the dynamic section has of this tag, or 0. */
static size_t dynamic(const struct file *f, ElfW(Sxword) tag)
{
    const ElfW(Phdr) *s = segment(f, PT_DYNAMIC);
    const ElfW(Dyn) *entries =
        s ? part(f, s->p_offset, s->p_filesz / sizeof *entries, sizeof *entries) : NULL;

    for (size_t i = 0; entries && i < s->p_filesz / sizeof *entries; i++)
        if (entries[i].d_tag == (ElfW(Sxword))tag)
            return entries[i].d_un.d_val;
    return 0;
}

/* The part of the global offset table that is filled lazily; empty without one. */
static struct span linkage(const struct file *f)
{
    size_t from = dynamic(f, DT_PLTGOT), relocations = dynamic(f, DT_PLTRELSZ);
    size_t each =
        dynamic(f, DT_PLTREL) == DT_RELA ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel));
    enum { RESERVED = 3 /* words */ };

    return (struct span){
        from, from ? from + (RESERVED + relocations / each) * sizeof(void *) : 0};
}

/* The span without what lies in the other, which is not in its middle. */
static struct span without(struct span span, struct span other)
{
    if (other.from <= span.from && other.end > span.from)
        span.from = other.end < span.end ? other.end : span.end;
    else if (other.from < span.end && other.end >= span.end)
        span.end = other.from;
    return span;
}

static void note_variables(const struct file *f, struct image *image)
{
    const ElfW(Phdr) *all = segments(f), *relro = segment(f, PT_GNU_RELRO);
    struct span fixed = {0, 0};

    if (relro)
        fixed = (struct span){relro->p_vaddr, relro->p_vaddr + relro->p_memsz};
    for (size_t i = 0; i < header(f)->e_phnum && image->count < IMAGE_SPANS; i++) {
        struct span span = {all[i].p_vaddr, all[i].p_vaddr + all[i].p_memsz};
        if (all[i].p_type != PT_LOAD || !(all[i].p_flags & PF_W))
            continue;
        span = without(without(span, fixed), linkage(f));
        image->bytes += span.end - span.from;
        if (span.from < span.end)
            image->variables[image->count++] = span;
    }
}

/* Does the file define a symbol of that name for others? */
static bool defines(const struct file *f, const ElfW(Shdr) * sections,
                    const ElfW(Shdr) * table, const char *name)
{
    size_t count = table->sh_size / sizeof(ElfW(Sym)), length = strlen(name) + 1;
    const ElfW(Sym) *symbols = part(f, table->sh_offset, count, sizeof *symbols);
    const ElfW(Shdr) *names = &sections[table->sh_link];

    if (!symbols || table->sh_link >= header(f)->e_shnum)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t at = names->sh_offset + symbols[i].st_name;
        if (symbols[i].st_shndx != SHN_UNDEF && at < f->size && length <= f->size - at &&
            memcmp(f->bytes + at, name, length) == 0)
            return true;
    }
    return false;
}

static bool has_contract(const struct file *f)
{
    const ElfW(Ehdr) *head = header(f);
    const ElfW(Shdr) *sections = part(f, head->e_shoff, head->e_shnum, sizeof *sections);

    for (size_t i = 0; sections && i < head->e_shnum; i++)
        if (sections[i].sh_type == SHT_DYNSYM)
            return defines(f, sections, &sections[i], "mm_contract");
    return false;
}

static bool look(const struct file *f, struct image *image)
{
    if (!header(f))
        return false;
    note_variables(f, image);
    image->thread_local_ = segment(f, PT_TLS) != NULL;
    image->has_contract = has_contract(f);
    return true;
}

bool image_read(const char *path, struct image *image)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    void *bytes = MAP_FAILED;

    *image = (struct image){.count = 0};
    if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0)
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return false;
    struct file f = {bytes, (size_t)status.st_size};
    bool good = look(&f, image);
    munmap(bytes, f.size);
    return good;
}
