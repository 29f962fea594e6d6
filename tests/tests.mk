# tests.mk - What should hold: unit tests (cmocka), the command line and the broken
# allocators (pytest, a file on each processor; then what is timed, alone), every variant
# under sanitizers.

PYTEST = /usr/bin/python3 -m pytest -q -p no:cacheprovider
SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

BROKEN := $(patsubst tests/broken/%.c,$(BUILD)/broken/%.so,$(wildcard tests/broken/*.c))

$(BUILD)/broken/%.so: tests/broken/%.c tests/broken/base.h
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) -O1 -w -I. -fPIC -shared -Wl,-Bsymbolic -o $@ $<

broken: $(BROKEN)

# Each variant with the test of random requests, under sanitizers.
RANDOM_TESTS := $(BUILD)/random/mm $(VARIANTS:%=$(BUILD)/random/%)

$(BUILD)/random/mm: tests/unit/test_random.c mm.c memlib.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

$(BUILD)/random/%: tests/unit/test_random.c alloc/%.c memlib.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

$(BUILD)/unit/test_shape: tests/unit/test_shape.c alloc/explicit-lifo.c memlib.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

$(BUILD)/unit/test_trace: tests/unit/test_trace.c driver/trace.c driver/error.c driver/text.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

$(BUILD)/unit/test_shadow: tests/unit/test_shadow.c driver/shadow.c driver/error.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

$(BUILD)/unit/test_score: tests/unit/test_score.c driver/score.c driver/trace.c driver/error.c driver/text.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka -lm

$(BUILD)/unit/test_memlib: tests/unit/test_memlib.c memlib.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(ARCH) $(SANITIZE) -I. -o $@ $^ -lcmocka

UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(filter-out %/test_random.c %/test_champion.c,$(wildcard tests/unit/test_*.c)))

unit: $(UNIT) $(RANDOM_TESTS)
	@for t in $^; do $$t >$(BUILD)/unit.log 2>&1 || { cat $(BUILD)/unit.log; echo "FAILED: $$t"; exit 1; }; done
	@tail -n 1 $(BUILD)/unit.log
	@echo "unit: $(words $^) test programs passed"

test: setup-test all variants broken
	@$(MAKE) -j2 --no-print-directory unit
	$(if $(wildcard tests/cli),$(PYTEST) -n auto --dist loadfile -m 'not timed' tests/cli)
	$(if $(wildcard tests/cli),$(PYTEST) -m timed tests/cli)

# The property test for longer, every variant in every build, a whole class graded.
longtest: setup-long all variants broken $(RANDOM_TESTS)
	@for t in $(RANDOM_TESTS); do REQUESTS=200000 timeout 60 $$t >$(BUILD)/unit.log 2>&1 || { cat $(BUILD)/unit.log; echo "FAILED: $$t"; exit 1; }; done
	@tail -n 1 $(BUILD)/unit.log
	tests/builds.sh
	$(if $(wildcard tests/cli),LONG=1 $(PYTEST) -n auto -m long tests/cli)

lint: setup-test
	tools/lint

format:
	clang-format -i *.[ch] alloc/*.[ch] driver/*.[ch] tests/unit/*.c tests/broken/*.[ch] tools/*.c

.PHONY: broken unit test longtest lint format
