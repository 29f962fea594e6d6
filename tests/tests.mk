# tests.mk - What should hold: every variant at random, under sanitizers; unit tests (cmocka),
# fuzzers (clang); the command line and the broken allocators (pytest, a file on each
# processor; then what is timed, alone).

PYTEST = /usr/bin/python3 -m pytest -q -p no:cacheprovider

# Where the compiler's sanitizers are not installed, without.
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all
links      = $(shell mkdir -p $(BUILD); echo 'int main(void) { return 0; }' | $1 -xc -o $(BUILD)/probe - 2>/dev/null && echo yes)
SANITIZE   = $(eval SANITIZE := -O1 -g $(if $(call links,$(CC) $(SANITIZERS)),$(SANITIZERS)))$(SANITIZE)

# What reads traces, without zlib.
TRACE_READER = driver/trace/trace.c driver/trace/parse.c driver/trace/foreign.c driver/trace/platform-gzip.c driver/base/error.c driver/base/text.c

BROKEN := $(patsubst tests/broken/%.c,$(BUILD)/broken/%.so,$(wildcard tests/broken/*.c))

$(BUILD)/broken/%.so: tests/broken/%.c tests/broken/base.h tests/broken/collector.h $(BUILD)/flags
	$(call begin,SO) $(CC) $(STD) $(ARCH) -O1 -w -I. -fPIC -shared -Wl,-Bsymbolic -o $@ $<

broken: $(BROKEN)

# Those that cheat, against which --apart is.
HOSTILE := $(patsubst tests/hostile/%.c,$(BUILD)/hostile/%.so,$(wildcard tests/hostile/*.c))

$(BUILD)/hostile/%.so: tests/hostile/%.c tests/broken/base.h $(wildcard tests/hostile/*.h) $(BUILD)/flags
	$(call begin,SO) $(CC) $(STD) $(ARCH) -O1 -w -I. -fPIC -shared -Wl,-Bsymbolic -o $@ $<

hostile: $(HOSTILE)

# The allocator A: mm, a name of the family, or a path to a .c or to a plug-in.
A_SOURCE = $(if $(filter %.c %.so,$(A)),$(if $(word 2,$(CURDIR)),$(A),$(abspath $(A))),$(if $(filter-out mm,$(A)),$(call source_of,$(A)),mm.c))
A_NAME   = $(basename $(notdir $(A_SOURCE)))

# What loads a plug-in.
LOADER = driver/host/allocator.c driver/host/load.c driver/host/platform-globals.c driver/host/host.c driver/base/error.c driver/base/lab.c driver/base/platform.c driver/base/text.c memlib.c

# The test of random requests, and each allocator for it, all under sanitizers.
EXERCISE := $(filter-out %/graph.c,$(wildcard tests/exercise/*.c)) $(LOADER)
RANDOM   := $(BUILD)/sanitized/mm.so $(FAMILY:%.c=$(BUILD)/sanitized/%.so)
COLLECTORS := $(filter $(BUILD)/sanitized/alloc/collector/%,$(RANDOM))

$(BUILD)/sanitized/%.so: override CFLAGS = $(SANITIZE)
$(BUILD)/sanitized/%.so: %.c $(BUILD)/flags
	$(PLUGIN) $<

# For a while as long as you like: make soak A=champion REQUESTS=100000000 [SEED=1].
soak: setup-test $(BUILD)/unit/test_random $(A_SOURCE:%.c=$(BUILD)/sanitized/%.so)
	REQUESTS=$(or $(REQUESTS),10000000) SEED=$(or $(SEED),1) $(BUILD)/unit/test_random $(A_SOURCE:%.c=$(BUILD)/sanitized/%.so)

HEADERS := $(wildcard *.h driver/*.h driver/*/*.h tests/*/*.h)

$(BUILD)/unit/test_%: tests/unit/test_%.c $(HEADERS) $(BUILD)/flags
	$(call begin,CC) $(CC) $(STD) $(ARCH) $(SANITIZE) -I. -Idriver -Wl,--dynamic-list=driver/exports -o $@ $(filter-out $(INCLUDED),$(filter %.c,$^)) $(CMOCKA) -lm -ldl

$(BUILD)/unit/test_%: CMOCKA = -lcmocka
$(BUILD)/unit/test_random: CMOCKA =
$(BUILD)/unit/test_random: $(EXERCISE)
$(BUILD)/unit/test_collect: CMOCKA =
$(BUILD)/unit/test_collect: tests/exercise/graph.c $(LOADER)
$(BUILD)/unit/test_shape: alloc/explicit/explicit-lifo.c memlib.c
$(BUILD)/unit/test_champion: alloc/champion/champion.c memlib.c $(wildcard alloc/champion/*.h)
$(BUILD)/unit/test_tables $(BUILD)/unit/test_slabs: INCLUDED = alloc/champion/champion.c
$(BUILD)/unit/test_tables $(BUILD)/unit/test_slabs: memlib.c $(wildcard alloc/champion/*)
$(BUILD)/unit/test_victim: tests/unit/test_victim.c alloc/dlmalloc-style.c memlib.c $(BUILD)/flags
	$(call begin,CC) $(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $(filter %.c,$^) $(CMOCKA)

$(BUILD)/unit/test_trace: $(TRACE_READER)
$(BUILD)/unit/test_shadow: driver/judge/shadow.c driver/base/error.c
$(BUILD)/unit/test_linkform: driver/judge/linkform.c driver/judge/layout.c driver/judge/shadow.c driver/base/error.c memlib.c
$(BUILD)/unit/test_score: driver/result/score.c driver/base/interval.c $(TRACE_READER)
$(BUILD)/unit/test_profile: driver/time/profile.c
$(BUILD)/unit/test_memlib: memlib.c
$(BUILD)/unit/test_isolate: driver/host/isolate.c driver/host/platform-confine.c driver/host/platform-filter.c driver/host/platform-operand.c driver/host/death.c $(wildcard driver/base/*.c)

UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(filter-out %/test_random.c %/test_collect.c,$(wildcard tests/unit/test_*.c)))

# Runs each of the programs (RUN: by an emulator), and shows what the first that fails says.
run_each = @for t in $(1); do $(RUN) $$t >$(BUILD)/unit.log 2>&1 || { cat $(BUILD)/unit.log; echo "FAILED: $$t"; exit 1; }; done; \
	tail -n 1 $(BUILD)/unit.log

unit: $(UNIT)
	$(call run_each,$(UNIT))
	@echo "unit: $(words $(UNIT)) test programs passed"

random: $(BUILD)/unit/test_random $(BUILD)/unit/test_collect $(RANDOM)
	$(call run_each,$(RANDOM:%="$(BUILD)/unit/test_random %") $(COLLECTORS:%="$(BUILD)/unit/test_collect %"))

# The lab's own tests need every tool. In the students' kit one that is missing is named, and
# what needs it is left out.
HAS_CMOCKA = $(or $(IN_LAB),$(shell $(CC) -I. -E tests/unit/cm.h >/dev/null 2>&1 && echo yes))
HAS_FUZZER = $(or $(IN_LAB),$(shell mkdir -p $(BUILD); echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | clang -fsanitize=fuzzer -xc -o $(BUILD)/probe - 2>/dev/null && echo yes))
left_out   = @echo "test: left out, for want of $1: $2 (./setup test installs it)"

# What tests of two files make is made before, lest both make it at once.
test: setup-test all variants broken hostile
	@$(MAKE) -j2 random
	$(if $(HAS_CMOCKA),@$(MAKE) -j2 unit,$(call left_out,cmocka,the unit tests of the driver))
	$(if $(HAS_FUZZER),@$(MAKE) TIME=3 fuzz-trace fuzz-checks,$(call left_out,clang with libFuzzer,the fuzzers))
	$(if $(HAS_FUZZER),@$(MAKE) TIME=3 fuzz)
	$(if $(wildcard tests/cli),@$(MAKE) -s preload A=champion >/dev/null)
	$(if $(wildcard tests/cli),$(PYTEST) -n auto --dist loadfile -m 'not timed' tests/cli)
	$(if $(wildcard tests/cli),$(PYTEST) -m timed tests/cli)

# The property test for longer, each fuzzer for a while, every variant in every build, the
# graders' packages, whole classes.
longtest: setup-long all variants broken hostile $(BUILD)/unit/test_random $(BUILD)/unit/test_collect $(RANDOM)
	$(call run_each,$(RANDOM:%="env REQUESTS=60000 timeout 60 $(BUILD)/unit/test_random %"))
	$(call run_each,$(COLLECTORS:%="env REQUESTS=10000000 $(BUILD)/unit/test_collect %"))
	@$(MAKE) TIME=6 fuzz-trace fuzz-checks
	@$(MAKE) TIME=6 A=champion fuzz
	tests/builds.sh
	$(if $(wildcard tests/cli),LONG=1 $(PYTEST) -n auto -m long tests/cli)

# In a container, as an ordinary user without privileges; by podman with ENGINE=podman.
ENGINE = docker

container:
	$(ENGINE) build -t malloc-lab .
	git archive HEAD | $(ENGINE) run --rm -i malloc-lab sh -c 'chmod 700 ~ && mkdir ~/lab && cd ~/lab && tar xf - && make test'

include $(wildcard tests/fuzz/fuzz.mk)

# Is the score the same in every run? 20 runs under each of five loads.
stability: all variants
	tests/stability.py

lint: setup-test
	tools/lint

format:
	clang-format -i *.[ch] alloc/*.[ch] alloc/*/*.[ch] docs/*/*.c driver/*.[ch] driver/*/*.[ch] preload/*.[ch] tests/*/*.[ch] tools/*.c

.PHONY: stability broken hostile unit random soak test longtest container lint format
