# fuzz.mk - Fuzzers (libFuzzer, which comes with clang): of the trace reader, of the
# driver's checks, and of any allocator.
#
#     make fuzz A=champion [TIME=60]         a name, mm, a path to a .c, or to any plug-in
#     make fuzz-trace fuzz-checks [TIME=60]
#
# The same seed makes the same inputs. What was found is in build/fuzz.

FUZZ_FLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZER     = $(call begin,CC) clang $(STD) $(ARCH) $(WARNINGS) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $(filter %.c,$^) -rdynamic -ldl
FUZZ_RUN   = -seed=$(or $(SEED),1) -max_len=2048 -max_total_time=$(or $(TIME),60)
FUZZED     = $(A_SOURCE:%.c=$(BUILD)/fuzzed/%.so)
FUZZ_SPEC  = $(if $(filter %.so,$(A)),$(A),$(if $(filter %.c,$(A)),build/$(A_NAME).so,$(A_NAME)))

# With a config.h of its own: a small heap, in which payloads are soon large.
$(BUILD)/fuzz/checks: INCLUDE = -Itests/fuzz

$(BUILD)/fuzz/%: tests/fuzz/fuzz_%.c $(HEADERS) $(BUILD)/flags
	$(FUZZER) $(INCLUDE) -I. -Idriver

$(BUILD)/fuzz/trace: $(TRACE_READER) driver/trace/compose.c
$(BUILD)/fuzz/checks: driver/judge/checked.c driver/judge/checker.c $(addprefix driver/judge/,writer.c way.c trail.c telling.c fit.c headers.c taken.c order.c disorder.c finding.c astray.c unrounded.c refusal.c layout.c linkform.c rules.c links.c given.c parts.c stray.c removal.c pair.c buddies.c twice.c inuse.c heads.c flag.c merged.c misplaced.c) driver/judge/mutator.c driver/judge/payload.c driver/judge/shadow.c driver/host/host.c $(TRACE_READER) memlib.c
$(BUILD)/fuzz/allocator: $(EXERCISE)

$(BUILD)/fuzzed/%.so: override CC = clang
$(BUILD)/fuzzed/%.so: override CFLAGS = $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link
$(BUILD)/fuzzed/%.so: %.c $(BUILD)/flags
	$(PLUGIN) $<

fuzz-trace fuzz-checks: fuzz-%: setup-test $(BUILD)/fuzz/%
	@tests/fuzz/run.sh $(BUILD)/fuzz/$* $(FUZZ_RUN)

# What it finds is replayed by the driver, with the allocator as it is.
fuzz: setup-test all variants $(BUILD)/fuzz/allocator $(FUZZED)
	$(if $(filter %.c,$(A)),@$(MAKE) -s A= MM=$(A) build/$(A_NAME).so)
	@A=$(A_NAME) SPEC=$(FUZZ_SPEC) PLUGIN=$(FUZZED) tests/fuzz/run.sh $(BUILD)/fuzz/allocator $(FUZZ_RUN)

.PHONY: fuzz fuzz-trace fuzz-checks
