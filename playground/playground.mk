# playground.mk - Allocators in a page, compiled to WebAssembly (docs/seeing.md).
#
#     make playground           build/playground.html: all variants
#     make page [MM=path/to/x.c or A=NAME]      build/page.html: mm.c, or that one, beside them

WASM_FLAGS = --target=wasm32 $(STD) $(WARNINGS) -O2 -mbulk-memory -nostdlibinc -Iplayground/include -I. -Idriver
WASM_LINK  = wasm-ld --no-entry --stack-first --strip-all --allow-undefined-file=playground/imports \
	$(addprefix --export=,__heap_base recorder_begin recorder_walk mem_heapsize mm_init mm_malloc mm_free mm_realloc mm_calloc) \
	--export-if-defined=mm_memalign

WASM_LIBRARY := $(patsubst %.c,build/wasm/%.o,$(wildcard playground/*.c) driver/page/lives.c)
WASM_HEADERS := $(wildcard config.h memlib.h mm.h playground/*.h playground/include/*.h driver/page/lives.h)
PAGE_FILES   := $(wildcard driver/page/*.html driver/page/*.css driver/page/*.js playground/*.html playground/*.css \
	playground/*.js playground/page.py traces/*.rep traces/gen.py)

# Shown first: the one beside the other.
SHOWN_FIRST = $(filter explicit-lifo explicit-best,$(VARIANTS))

# mm.c, MM or A. What a folder of plain names has is known by its own name.
PAGED   = $(or $(MM),$(A_SOURCE))
PAGED_O = build/wasm/own/$(basename $(notdir $(PAGED))).o

# Both at the start of a recipe.
needs_wasm = $(call needs,clang)$(call needs,wasm-ld)$(call needs,python3)

# $1: modules; the first is shown, beside the second.
MAKE_PAGE = playground/page.py $@ $1 && echo $@

$(WASM_LIBRARY): build/wasm/%.o: %.c $(WASM_HEADERS)
	$(needs_wasm)
	$(call begin,CC) clang $(WASM_FLAGS) -fno-builtin -c -o $@ $<

$(VARIANTS:%=build/wasm/%.o): build/wasm/%.o: $$(call source_of,$$*) $(WASM_HEADERS)
	$(needs_wasm)
	$(call begin,CC) clang $(WASM_FLAGS) -MMD -MP -c -o $@ $<

$(PAGED_O): $(PAGED) $(WASM_HEADERS) always
	$(needs_wasm)
	$(call begin,CC) clang $(WASM_FLAGS) -I$(dir $(PAGED)) -c -o $@ $<

build/wasm/%.wasm: build/wasm/%.o $(WASM_LIBRARY)
	$(call begin,LD) $(WASM_LINK) -o $@ $^

playground: build/playground.html
	@echo $<

build/playground.html: $(patsubst %,build/wasm/%.wasm,$(SHOWN_FIRST) $(filter-out $(SHOWN_FIRST),$(VARIANTS))) $(PAGE_FILES)
	$(call begin,PAGE) playground/page.py $@ $(filter %.wasm,$^)

ifneq ($(MM_IS_ODD),)
page:
	@tools/plain-names $(MAKE) $@
else
page: build/page.html
	@echo $<
endif

build/page.html: $(PAGED_O:.o=.wasm) $(VARIANTS:%=build/wasm/%.wasm) $(PAGE_FILES)
	$(call begin,PAGE) playground/page.py $@ $(filter %.wasm,$^)

.PHONY: playground page

-include $(wildcard build/wasm/*.d)
