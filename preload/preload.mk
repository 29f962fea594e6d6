# preload.mk - Any allocator as the malloc of real programs: a library to be loaded before libc.
#
#     make preload A=champion           build/preload/champion.so; without A: mm.c's
#     make preload MM=path/to/x.c       build/preload/x.so
#     LD_PRELOAD=build/preload/champion.so python3 x.py

PRELOADED  := $(or $(MM),$(A_SOURCE))
PRELOAD_SO  = $(BUILD)/preload/$(basename $(notdir $(PRELOADED))).so
PRELOAD_O  := $(patsubst %.c,$(BUILD)/pic/%.o,$(wildcard preload/*.c) memlib.c driver/judge/shadow.c driver/base/error.c)

# The source of the library of this name.
preload_source = $(or $(MM),$(filter %/$1.c,$(A_SOURCE)),$(filter mm.c,$1.c),$(call source_of,$1))

# Linked as one unit where the compiler can, so that a malloc is no more calls than it must be.
# Without -fno-builtin, it would make a malloc and a memset in calloc one call of calloc.
ONE_UNIT    = $(eval ONE_UNIT := $(if $(call links,$(CC) -flto),-flto))$(ONE_UNIT)
PRELOADING  = $(ONE_UNIT) -fno-builtin

ifneq ($(MM_IS_ODD),)
preload:
	@tools/plain-names $(MAKE) $@
else
preload: $(PRELOAD_SO)
	@echo "LD_PRELOAD=$(abspath $<)"
	$(if $(or $(word 2,$(CURDIR)),$(findstring :,$(CURDIR))),@echo "preload: the loader takes no path with a blank or a colon: copy the file to one without" >&2)
endif

$(PRELOAD_O): $(BUILD)/pic/%.o: %.c $(BUILD)/flags
	$(call begin,CC) $(CC) $(ALL_CFLAGS) $(PRELOADING) -fPIC -c -o $@ $<

# Whole at once, for whoever loads it meanwhile.
$(BUILD)/preload/%.so: $$(call preload_source,$$*) $(PRELOAD_O) \
    preload/exports $(BUILD)/flags $(if $(MM),always)
	$(PLUGIN).new $(PRELOADING) $(if $(MM),-MF /dev/null -I$(dir $(MM)),-MF $(@:.so=.d) -MT $@) \
	    -Wl,--version-script=preload/exports $(call preload_source,$*) $(filter %.o,$^) -lpthread -ldl && mv $@.new $@

.PHONY: preload
