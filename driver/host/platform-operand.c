/*
 * platform-operand.c - Reads as much of an x86-64 instruction as it takes to know its
 * operand in memory: prefixes, opcode, ModRM, SIB, displacement.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2,
 * chapter 2.
 */

#define _GNU_SOURCE /* REG_RIP */

#include "host/platform-operand.h"

bool platform_tells_address(const siginfo_t *info)
{
    return info->si_code < SI_KERNEL;
}

#ifdef __x86_64__

#include <string.h>
#include <ucontext.h>

struct instruction {
    const unsigned char *next; /* of its bytes */
    unsigned rex;              /* 4: R, 2: X, 1: B, of whatever prefix has them */
    int map;     /* of opcodes: 0 those of one byte, 1 after 0F, 2 0F 38, 3 0F 3A */
    size_t unit; /* bytes that a displacement of one byte counts */
    size_t width;
};

static greg_t register_value(const ucontext_t *context, unsigned number)
{
    static const int order[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15};
    return context->uc_mcontext.gregs[order[number]];
}

static bool is_prefix(unsigned char byte)
{
    return byte == 0xf0 || byte == 0xf2 || byte == 0xf3 || byte == 0x2e || byte == 0x36 ||
           byte == 0x3e || byte == 0x26 || byte == 0x64 || byte == 0x65 || byte == 0x66;
}

/* VEX and EVEX, the prefixes of AVX, say the map and the width too. */
static void read_avx(struct instruction *in, unsigned char first)
{
    unsigned one = *in->next++, two = 0, three = 0;

    in->rex = ~one >> 5 & 4;
    in->map = 1;
    if (first == 0xc5) {
        in->width = one & 4 ? 32 : 16;
        return;
    }
    two = *in->next++;
    in->rex = ~one >> 5 & 7;
    in->map = (int)(one & 3);
    in->width = two & 4 ? 32 : 16;
    if (first == 0x62) {
        three = *in->next++;
        in->width = (size_t)16 << (three >> 5 & 3);
        in->unit = in->width;
    }
}

/* Up to the opcode, which it returns. */
static unsigned char read_opcode(struct instruction *in)
{
    while (is_prefix(*in->next))
        in->next++;
    if ((*in->next & 0xf0) == 0x40)
        in->rex = *in->next++ & 7;
    unsigned char byte = *in->next++;
    if (byte == 0xc4 || byte == 0xc5 || byte == 0x62) {
        read_avx(in, byte);
        return *in->next++;
    }
    if (byte != 0x0f)
        return byte;
    in->map = 1;
    in->width = 16;
    byte = *in->next++;
    if (byte != 0x38 && byte != 0x3a)
        return byte;
    in->map = byte == 0x38 ? 2 : 3;
    return *in->next++;
}

/* Has the opcode of one byte an operand in memory? */
static bool has_operand(unsigned char opcode)
{
    if (opcode < 0x40)
        return (opcode & 7) < 4;
    return opcode == 0x63 || opcode == 0x69 || opcode == 0x6b ||
           (opcode >= 0x80 && opcode <= 0x8f) || opcode == 0xc0 || opcode == 0xc1 ||
           opcode == 0xc6 || opcode == 0xc7 || (opcode >= 0xd0 && opcode <= 0xd3) ||
           opcode == 0xf6 || opcode == 0xf7 || opcode >= 0xfe;
}

/* Of 1 or 4 bytes, with its sign. */
static intptr_t displacement(struct instruction *in, size_t bytes)
{
    int32_t four;

    if (bytes == 1)
        return (intptr_t)(signed char)*in->next * (intptr_t)in->unit;
    memcpy(&four, in->next, sizeof four);
    return four;
}

/* ModRM and what follows it; false if the operand is a register, or relative to code. */
static bool read_operand(struct instruction *in, const ucontext_t *context,
                         struct operand *operand)
{
    unsigned modrm = *in->next++, mode = modrm >> 6, base = modrm & 7;
    greg_t index = 0;

    if (mode == 3 || (mode == 0 && base == 5))
        return false;
    if (base == 4) {
        unsigned sib = *in->next++, scaled = (sib >> 3 & 7) | (in->rex & 2) << 2;
        base = sib & 7;
        if (scaled != 4)
            index = (greg_t)((uintptr_t)register_value(context, scaled) << (sib >> 6));
    }
    bool no_base = mode == 0 && base == 5;
    greg_t start = no_base ? 0 : register_value(context, base | (in->rex & 1) << 3);
    intptr_t further = mode == 1              ? displacement(in, 1)
                       : mode == 2 || no_base ? displacement(in, 4)
                                              : 0;
    operand->base = (uintptr_t)start;
    operand->address = (uintptr_t)start + (uintptr_t)index + (uintptr_t)further;
    return true;
}

const void *platform_instruction(const void *context)
{
    return (const void *)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
}

struct operand platform_operand(const void *signal_context)
{
    const ucontext_t *context = signal_context;
    struct instruction in = {
        .next = platform_instruction(context), .unit = 1, .width = 1};
    struct operand operand = {.known = false};
    unsigned char opcode = read_opcode(&in);

    if (in.map > 0 || has_operand(opcode))
        operand.known = read_operand(&in, context, &operand);
    operand.width = in.width;
    return operand;
}

#else

#ifdef __i386__
#include <ucontext.h>
#endif

const void *platform_instruction(const void *signal_context)
{
#ifdef __i386__
    const ucontext_t *context = signal_context;
    return (const void *)context->uc_mcontext.gregs[REG_EIP];
#else
    (void)signal_context;
    return NULL;
#endif
}

struct operand platform_operand(const void *context)
{
    (void)context;
    return (struct operand){.known = false, .width = 1};
}

#endif
