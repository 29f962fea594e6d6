# compat.mk - Submissions to other handouts, unmodified, as plug-ins.
#
#     make build/x.so MM=path/to/mm.c COMPAT=cmu-2016 [CC=clang] [M32=1]
#
# The submission finds the handout's headers in compat/NAME, unless its own lie beside
# it, and loses to names.h the names that the lab uses otherwise; the adapters of its
# contract give them back in the form of mm.h. `tools/detect mm.c` tells the NAME.

ifdef COMPAT
ifdef MM

COMPAT_ADAPTERS.csapp-2002 = common int-init
COMPAT_ADAPTERS.cmu-2016   = common bool-init checkheap emulation
COMPAT_ADAPTERS.pku-2015   = common int-init any-checkheap

COMPAT_ALIGNMENT.csapp-2002 = 8
COMPAT_ALIGNMENT.cmu-2016   = ALIGNMENT
COMPAT_ALIGNMENT.pku-2015   = 8

ifndef COMPAT_ADAPTERS.$(COMPAT)
$(error COMPAT=$(COMPAT): there are cmu-2016 csapp-2002 pku-2015)
endif

# Before 2016, mem_sbrk took an int.
COMPAT_SBRK = $(if $(filter int-init,$(COMPAT_ADAPTERS.$(COMPAT))),-Dmem_sbrk=mem_sbrk_int)
COMPAT_SOURCES = $(COMPAT_ADAPTERS.$(COMPAT):%=compat/adapter/%.c)
COMPAT_HEADERS = $(wildcard compat/$(COMPAT)/*.h) compat/names.h

# In those years the checker returned what its author liked; a static one is not declared.
COMPAT_CHECKER := $(shell sed -En 's/^(extern\s+)?(void|int|bool)\s+mm_checkheap.*/\2/p' $(MM) | \
    sed 's/bool/_Bool/; 1q')

# Contracts were for the debugging build: handouts that have them time the other.
COMPAT_NDEBUG := $(if $(shell grep -l 'contracts\.h\|NDEBUG' $(MM)),-DNDEBUG)

# What the handouts let pass, and the compilers of their time: student code's warnings,
# plain `inline`, memory read through pointers of two types, globals defined twice.
COMPAT_LENIENT = -w -fgnu89-inline -fcommon -fno-strict-aliasing \
    $(addprefix -Wno-error=,implicit-function-declaration implicit-int int-conversion \
        incompatible-pointer-types return-type)
COMPAT_FLAGS = -std=gnu11 $(if $(M32),-m32) $(CFLAGS) -fPIC $(COMPAT_LENIENT) -DDRIVER \
    $(COMPAT_CHECKER:%=-DCHECKER=%) $(COMPAT_NDEBUG) $(COMPAT_SBRK) \
    -include compat/names.h -I$(dir $(MM)) -Icompat/$(COMPAT)

# A helper is a file beside MM whose header MM includes and no handout has.
COMPAT_INCLUDED = $(shell sed -En 's/^\s*\#\s*include\s*"(.*)\.h".*/\1/p' $(MM))
COMPAT_HELPERS = $(wildcard $(patsubst %,$(dir $(MM))%.c,$(filter-out $(COMPAT_NAMES),$(COMPAT_INCLUDED))))
COMPAT_NAMES = mm memlib $(basename $(notdir $(wildcard compat/*/*.h)))

build/%.so: $(MM) $(COMPAT_SOURCES) $(COMPAT_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(COMPAT_FLAGS) -nostdlib -r -o $(@:.so=.submission.o) $(MM) $(COMPAT_HELPERS)
	$(PLUGIN) -MF /dev/null -DCONTRACT='"$(COMPAT)"' \
	    -DCONTRACT_ALIGNMENT=$(COMPAT_ALIGNMENT.$(COMPAT)) \
	    $(COMPAT_SOURCES) $(@:.so=.submission.o) -lm

endif
endif
