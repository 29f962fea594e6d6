# compat.mk - Submissions to other handouts, unmodified, as plug-ins.
#
#     make build/x.so MM=path/to/mm.c COMPAT=cmu-2016 [CC=clang] [M32=1] [REALLOC=none]
#
# The submission finds the handout's headers in compat/NAME, unless its own lie beside
# it, and loses to names.h the names that the lab uses otherwise; the adapters of its
# contract give them back in the form of mm.h. `tools/detect mm.c` tells the NAME.

ifdef COMPAT
ifdef MM

COMPAT_ADAPTERS.csapp-2002 = common int-init $(COMPAT_PAGES)
COMPAT_ADAPTERS.cmu-2016   = common bool-init emulation penn-state \
    $(if $(filter void int,$(COMPAT_CHECKER)),any-checkheap,checkheap)
COMPAT_ADAPTERS.pku-2015   = common int-init $(if $(COMPAT_CHECKER),any-checkheap)

# Megabytes of heap that the handout's memlib has.
COMPAT_HEAP.csapp-2002 = $(if $(COMPAT_PAGES),100,20)
COMPAT_HEAP.cmu-2016   = 100
COMPAT_HEAP.pku-2015   = 100

COMPAT_ALIGNMENT.csapp-2002 = $(or $(COMPAT_OF_4),$(if $(COMPAT_OF_16)$(COMPAT_PAGES)$(COMPAT_NEW_YORK),16,8))
COMPAT_ALIGNMENT.cmu-2016   = ALIGNMENT
COMPAT_ALIGNMENT.pku-2015   = 8

# Handouts and authors differ in what the checker returns and takes; a static one is not
# declared, nor one whose parameter a declaration without a prototype would change.
COMPAT_CHECKER := $(shell cat $(MM) 2>/dev/null | tr -s '\r\n\t' '   ' | \
    grep -oE '(static *)?\b(void|int|bool) +mm_checkheap *\([^()]*\)' | \
    sed -En '1{/^static|mm_checkheap.*\b(bool|char|short|float)\b/!{s/ .*//;s/bool/_Bool/;p}}')

ifndef COMPAT_ADAPTERS.$(COMPAT)
$(error COMPAT=$(COMPAT): there are cmu-2016 csapp-2002 pku-2015)
endif

# Before 2016, mem_sbrk took an int.
COMPAT_SBRK = $(if $(filter int-init,$(COMPAT_ADAPTERS.$(COMPAT))),-Dmem_sbrk=mem_sbrk_int)
COMPAT_SOURCES = $(COMPAT_ADAPTERS.$(COMPAT):%=compat/adapter/%.c)
COMPAT_HEADERS = $(wildcard compat/$(COMPAT)/*.h) compat/names.h compat/aligned.h compat/new-york.h \
    compat/plain.h

# Contracts were for the debugging build: handouts that have them time the other.
COMPAT_NDEBUG := $(if $(shell grep -sl 'contracts\.h\|NDEBUG' $(MM)),-DNDEBUG)

# Seoul's handout gives mm_init the payloads, and asks for no realloc: most leave it unwritten.
COMPAT_RANGES := $(if $(shell grep -sl 'mm_init *. *range_t' $(MM)),-DRANGES)

# Some handouts' sizes are no size_t.
COMPAT_SIZE := $(shell tr -s '\r\n\t' '   ' <$(MM) 2>/dev/null | \
    sed -En 's/.*\bmm_malloc *\( *(int|unsigned|uint32_t|unsigned int)( +\w+)? *\) *\{.*/-DCONTRACT_SIZE="\1"/p')

# Virginia Tech's handout has had a config.h that aligns to 16 since 2020; before, it had only lists.
COMPAT_OF_16 := $(if $(shell grep -s '"config\.h"' $(MM)),$(if $(shell grep -sE \
    '$(if $(wildcard $(dir $(MM))list.h),,"list\.h"|)struct boundary_tag' $(MM)),-DALIGNMENT=16))

# Utah's handout maps and unmaps pages, and aligns to 16.
COMPAT_PAGES := $(if $(shell grep -sl '\bmem_map\b' $(MM)),pages)

# Harvey Mudd's handout aligns to 4.
COMPAT_OF_4 := $(shell sed -En 's/^\s*#\s*define\s+ALIGNMENT\s+4\b.*/4/p' $(MM) 2>/dev/null)

# Some handouts' mm.h has ALIGNMENT and ALIGN, for files that define neither constant nor function.
COMPAT_ALIGNED := $(if $(shell grep -sE '\bALIGN(MENT)?\b' $(MM)),$(if $(shell grep -sE \
    'define\s+ALIGNMENT\b|\bALIGNMENT\s*=[^=]|\bALIGN\s*.(size_t|int|unsigned|uint)|"config\.h"' $(MM)),,-include compat/aligned.h))

# New York University's handout aligns to 16, and its memlib.h has functions for that.
COMPAT_NEW_YORK := $(if $(shell grep -sE '"mm-common\.h"|\bis_aligned\b|[=+]\s*align *.s' $(MM)),$(if $(shell grep -sE \
    'define\s+(is_)?align|\b(is_aligned|align) *.(const|void|size_t|int|long|char|unsigned|uint)' $(MM)),,-include compat/new-york.h))

# Some handouts' mm.h gives malloc and free the names that the driver knows.
COMPAT_PLAIN := $(if $(shell grep -sE '^\s*(extern )?void *\* *malloc *.(size_t|int|unsigned|uint)' $(MM)),$(if $(shell grep -sE \
    'define\s+malloc\b|\bmm_malloc *.(size_t|int|unsigned|uint)' $(MM)),,-include compat/plain.h))

# Some handouts' mm.h makes bool known.
COMPAT_BOOL := $(if $(shell grep -sE '\b(bool|true|false)\b' $(MM)),$(if $(shell grep -sE \
    'stdbool\.h|\} *bool\b|(typedef|define|enum)\b.*\b(bool|true)\b' $(MM) $(wildcard $(dir $(MM))*.h)),,-include stdbool.h))

# What the handouts let pass, and the compilers of their time: student code's warnings,
# plain `inline`, memory read through pointers of two types, globals defined twice.
COMPAT_LENIENT = -w -fgnu89-inline -fcommon -fno-strict-aliasing \
    $(addprefix -Wno-error=,implicit-function-declaration implicit-int int-conversion \
        incompatible-pointer-types return-type)
COMPAT_FLAGS = -std=gnu11 $(if $(M32),-m32) $(CFLAGS) -fPIC $(COMPAT_LENIENT) -DDRIVER \
    $(COMPAT_CHECKER:%=-DCHECKER=%) $(COMPAT_NDEBUG) $(COMPAT_RANGES) $(COMPAT_OF_16) $(COMPAT_SIZE) \
    $(COMPAT_SBRK) -include compat/names.h $(COMPAT_PLAIN) $(COMPAT_BOOL) $(COMPAT_ALIGNED) $(COMPAT_NEW_YORK) \
    -I$(dir $(MM)) -Icompat/$(COMPAT)

# Helpers are the sources beside MM whose headers are included, by MM or by a helper.
COMPAT_FOLDER = $(abspath $(dir $(MM)))
COMPAT_NAMES = mm memlib config contracts
COMPAT_INCLUDED = $(abspath $(filter %.h,$(shell $(CC) $(COMPAT_FLAGS) -MM $1 2>/dev/null)))
COMPAT_SOURCES_OF = $(filter-out $(abspath $(MM)),$(wildcard $(patsubst %.h,%.c, \
    $(filter-out $(COMPAT_NAMES:%=$(COMPAT_FOLDER)/%.h),$(filter $(COMPAT_FOLDER)/%,$(call COMPAT_INCLUDED,$1))))))
COMPAT_FIRST_HELPERS = $(call COMPAT_SOURCES_OF,$(MM))
COMPAT_HELPERS = $(sort $(COMPAT_FIRST_HELPERS) $(call COMPAT_SOURCES_OF,$(COMPAT_FIRST_HELPERS)))

# With these options more for the submission, and these for the whole.
COMPAT_NEEDS = $(MM) $(COMPAT_SOURCES) $(COMPAT_HEADERS) always
define COMPAT_RECIPE
	$(call begin,CC) $(CC) $(COMPAT_FLAGS) $(SUBMISSION_FLAGS) -nostdlib -r -o $(@:.so=.submission.o) $(MM) $(COMPAT_HELPERS)
	$(PLUGIN) -MF /dev/null -DCONTRACT='"$(COMPAT)"' \
	    -DCONTRACT_ALIGNMENT=$(COMPAT_ALIGNMENT.$(COMPAT)) \
	    -DCONTRACT_HEAP=$(COMPAT_HEAP.$(COMPAT)) $(if $(COMPAT_RANGES)$(filter none,$(REALLOC)),-DNO_REALLOC) \
	    $(COMPAT_SOURCES) $(@:.so=.submission.o) $(WHOLE_FLAGS) -Wl,--as-needed -lm
	$(remember)
endef

build/%.so: $(COMPAT_NEEDS)
	$(COMPAT_RECIPE)

# What make debug watches is the submission, without the adapters.
$(BUILD)/debug/%.so: SUBMISSION_FLAGS = -O0 -g3 $(WATCH) $(WRAP_MEMORY) tools/watched.c
$(BUILD)/debug/%.so: WHOLE_FLAGS = $(WRAP_GROWTH)
$(BUILD)/debug/%.so: $(COMPAT_NEEDS) tools/watched.c
	$(COMPAT_RECIPE)

$(BUILD)/gdb/%.so: SUBMISSION_FLAGS = -O0 -g3
$(BUILD)/gdb/%.so: $(COMPAT_NEEDS)
	$(COMPAT_RECIPE)

endif
endif
