# compat.mk - Submissions to other handouts, unmodified, as plug-ins.
#
#     make build/x.so MM=path/to/mm.c COMPAT=cmu-2016 [CC=clang] [M32=1]
#
# The submission finds the handout's headers in compat/NAME, unless its own lie beside
# it, and loses to names.h the names that the lab uses otherwise; the adapters of its
# contract give them back in the form of mm.h. `tools/detect mm.c` tells the NAME.

ifdef COMPAT
ifdef MM

ADAPTERS.csapp-2002 = common int-init
ADAPTERS.cmu-2016   = common bool-init checkheap emulation
ADAPTERS.pku-2015   = common int-init void-checkheap

ALIGNMENT_OF.csapp-2002 = 8
ALIGNMENT_OF.cmu-2016   = ALIGNMENT
ALIGNMENT_OF.pku-2015   = 8

ifndef ADAPTERS.$(COMPAT)
$(error COMPAT=$(COMPAT): there are $(sort $(patsubst ADAPTERS.%,%,$(filter ADAPTERS.%,$(.VARIABLES)))))
endif

# Before 2016, mem_sbrk took an int.
COMPAT_SBRK = $(if $(filter int-init,$(ADAPTERS.$(COMPAT))),-Dmem_sbrk=mem_sbrk_int)
COMPAT_SOURCES = $(ADAPTERS.$(COMPAT):%=compat/adapter/%.c)
COMPAT_HEADERS = $(wildcard compat/$(COMPAT)/*.h) compat/names.h

# What those handouts let pass, and the compilers of their time: student code's
# warnings, plain `inline`, memory read through pointers of two types, doubled globals.
COMPAT_FLAGS = -std=gnu11 $(if $(M32),-m32) $(CFLAGS) -w -fPIC -fgnu89-inline -fcommon \
    -fno-strict-aliasing -Wno-error=implicit-function-declaration -DDRIVER \
    $(COMPAT_SBRK) -include compat/names.h -I$(dir $(MM)) -Icompat/$(COMPAT)

# A helper is a file beside MM whose header MM includes and no handout has.
INCLUDED = $(shell sed -n 's/^[ \t]*\#[ \t]*include[ \t]*"\(.*\)\.h".*/\1/p' $(MM))
HELPERS = $(wildcard $(patsubst %,$(dir $(MM))%.c,$(filter-out $(HANDOUT),$(INCLUDED))))
HANDOUT = mm memlib $(basename $(notdir $(wildcard compat/*/*.h)))

build/%.so: $(MM) $(COMPAT_SOURCES) $(COMPAT_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(COMPAT_FLAGS) -nostdlib -r -o $(@:.so=.submission.o) $(MM) $(HELPERS)
	$(PLUGIN) -DCONTRACT='"$(COMPAT)"' -DCONTRACT_ALIGNMENT=$(ALIGNMENT_OF.$(COMPAT)) $(COMPAT_SOURCES) $(@:.so=.submission.o) -lm

endif
endif
