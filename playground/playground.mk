# playground.mk - Allocators in a page, compiled to WebAssembly (docs/seeing.md).
#
#     make playground           build/playground.html: all variants
#     make page [MM=path/to/x.c or A=NAME]      build/page.html: mm.c, or that one, beside them

WASM       := build$(if $(ALIGNMENT),/align$(ALIGNMENT))/wasm
WASM_FLAGS  = --target=wasm32 $(STD) $(WARNINGS) $(if $(ALIGNMENT),-DALIGNMENT=$(ALIGNMENT)) -O2 -mbulk-memory \
	-nostdlibinc -Iplayground/include -I. -Idriver
WASM_LINK   = wasm-ld --no-entry --stack-first --strip-all --allow-undefined-file=playground/imports \
	$(addprefix --export=,__heap_base recorder_begin recorder_walk mem_heapsize mm_init mm_malloc mm_free mm_realloc mm_calloc) \
	--export-if-defined=mm_memalign

WASM_LIBRARY := $(patsubst %.c,$(WASM)/%.o,$(wildcard playground/*.c) driver/page/lives.c)
WASM_HEADERS := $(wildcard config.h memlib.h mm.h playground/*.h playground/include/*.h driver/page/lives.h)
PAGE_FILES   := $(wildcard driver/page/*.html driver/page/*.css driver/page/*.js playground/*.html playground/*.css \
	playground/*.js traces/*.rep) playground/page.py traces/gen.py

# Shown first: the one beside the other.
SHOWN_FIRST = $(filter $(VARIANTS),explicit-lifo explicit-best)

# mm.c, MM or A, which takes the place of a variant of its name.
PAGED      = $(or $(MM),$(A_SOURCE))
PAGED_NAME = $(basename $(notdir $(PAGED)))
PAGED_O    = $(WASM)/own/$(PAGED_NAME).o
BESIDE     = $(filter-out $(PAGED_NAME),$(VARIANTS))

$(WASM_LIBRARY): $(WASM)/%.o: %.c $(WASM_HEADERS)
	$(call begin,CC) clang $(WASM_FLAGS) -fno-builtin -c -o $@ $<

$(VARIANTS:%=$(WASM)/%.o): $(WASM)/%.o: $$(call source_of,$$*) $(WASM_HEADERS)
	$(call begin,CC) clang $(WASM_FLAGS) -MMD -MP -c -o $@ $<

ifeq ($(MM_IS_ODD),)
$(PAGED_O): $(PAGED) $(WASM_HEADERS) always
	$(call begin,CC) clang $(WASM_FLAGS) -I$(dir $(PAGED)) -c -o $@ $<
endif

$(WASM)/%.wasm: $(WASM)/%.o $(WASM_LIBRARY)
	$(call begin,LD) $(WASM_LINK) -o $@ $^

playground: $(dir $(WASM))playground.html
	@echo $<

$(dir $(WASM))playground.html: $(patsubst %,$(WASM)/%.wasm,$(SHOWN_FIRST) $(filter-out $(SHOWN_FIRST),$(VARIANTS))) $(PAGE_FILES)
	$(call begin,PAGE) playground/page.py $@ $(filter %.wasm,$^)

ifneq ($(MM_IS_ODD),)
page:
	@tools/plain-names $(MAKE) $@
else
page: $(dir $(WASM))page.html
	@echo $<

$(dir $(WASM))page.html: $(PAGED_O:.o=.wasm) $(BESIDE:%=$(WASM)/%.wasm) $(PAGE_FILES)
	$(call begin,PAGE) playground/page.py $@ $(filter %.wasm,$^)
endif

.PHONY: playground page

-include $(wildcard $(WASM)/*.d)
