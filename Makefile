# make               ./mdriver and your mm.c, as build/mm.so
# make compare       reference allocators of each kind on the default traces, beside libc and its peers:
#                    table, build/compare.tsv, plot (ALL=1: the whole family)
# make test          everything that should hold
# make variants      the reference family alone, as build/alloc/*.so
# make build/x.so MM=path/to/x.c     any file as an allocator: ./mdriver -a build/x.so
# make preload A=champion    any allocator as the malloc of real programs, to be loaded before libc (docs/programs.md)
# make page [MM=path/to/x.c]         your heap in a browser, live: build/page.html (docs/seeing.md)
# make playground    the same with every variant: build/playground.html
# make programs      a dozen real programs over libc, its peers, the champion and three variants: time, memory
# make peers         jemalloc, mimalloc, tcmalloc and Boehm's collector beside libc, those that are installed
# make handin V=explicit-lifo        a variant as one file, build/handin/explicit-lifo.c
# make handout       the students' kit: build/malloc-lab.tar.gz, without the reference family
# make rules         what a grader would object to in mm.c (docs/grading.md)
# make autolab       the lab as Autolab's autograder: build/autolab.tar; likewise make gradescope
# make debug [F=TRACE] [A=build/x.so]     without optimisation, every load and store of mm.c (or A) watched;
#                    F=TRACE: that one, and mm_checkheap after mm_init and every request
# make gdb F=traces/cc1.rep L=900 [A=explicit-lifo]     gdb, stopped just before that line; COLLECT=1, as
#                    make debug: of a garbage collector
# make plots         more pictures, from build/compare.tsv
# make index         alloc/README.md: a line for each policy, from the policies' head comments and docs/compare.tsv
# make figures       docs/compare.tsv and .svg from build/compare.*, and the index with them
# make policies      the tables and pictures of docs/policies.md, in some minutes
# make abroad [A=champion] [HALF=tuning]     an allocator, beside best fit, where none was built: traces/abroad.sh
# make stability     is the score the same in every run? 20 runs under each of five loads
# make longtest      the tests that take minutes
# make container     make test in a container that the Dockerfile makes; ENGINE=podman: by podman
# make fuzz A=champion [TIME=60]     what a fuzzer finds in an allocator (mm, or path/to/x.c), made short
# make soak A=champion [REQUESTS=100000000]     random requests to one, under sanitizers
# make man           the manual of mdriver: man -l build/mdriver.1
# make lint          layering, form, warnings as errors
# make format        clang-format, in place
# make clean         removes all that was made
# make help          this list
#
# M32=1, ALIGNMENT=8 or 16, CC=clang: each is built in its own folder under build/.
# V=1 prints the whole commands.

CC      ?= cc
CFLAGS  ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wundef -Wstrict-prototypes -Wmissing-prototypes
STD      = -std=c11 -D_DEFAULT_SOURCE

BUILD := build$(if $(M32),/m32)$(if $(ALIGNMENT),/align$(ALIGNMENT))$(if $(findstring clang,$(CC)),/clang)
ARCH   = $(if $(M32),-m32) $(if $(ALIGNMENT),-DALIGNMENT=$(ALIGNMENT))
ALL_CFLAGS = $(STD) $(ARCH) $(WARNINGS) $(CFLAGS) $(DEFINES) -I. -Idriver -MMD -MP

ifneq ($(origin CC),default)
$(if $(shell command -v $(firstword $(CC)) 2>/dev/null),,$(error CC=$(CC): there is no such compiler))
endif

# Each file of the family is a variant, known by its name alone, whichever folder it is in.
FAMILY   := $(wildcard alloc/*.c alloc/*/*.c)
VARIANTS := $(basename $(notdir $(FAMILY)))
source_of = $(or $(filter %/$1.c,$(FAMILY)),alloc/$1.c)

APART  := $(wildcard driver/apart/*.c)
DRIVER := mdriver memlib $(basename $(filter-out $(APART),$(wildcard driver/*.c driver/*/*.c)))

# The program in which an allocator runs apart from its judge (--apart).
HOST := $(basename $(APART)) $(addprefix driver/,host/load host/death host/platform-filter host/platform-operand host/platform-wire base/error base/platform)

# How a file's recipe begins: with a short line. With V=1 there are whole commands, with -s neither.
MAKEFLAGS += --no-print-directory
SILENT = $(findstring s,$(firstword -$(MAKEFLAGS)))
begin  = $(if $(filter 1,$V),,@$(if $(SILENT),,echo '$1 $(@:build/%=%)';)) mkdir -p $(@D);

comma := ,

# For the shell, one word.
quoted = '$(subst ','\'',$1)'

# At the start of a recipe: a command that it cannot do without.
needs = $(if $(shell command -v $1 2>/dev/null),,$(error make $@ needs $1, which is not installed))

# On all processors, unless make was told otherwise.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(or $(shell getconf _NPROCESSORS_ONLN 2>/dev/null),1))

all:
	@$(MAKE) $(JOBS) lab

# The host program gives the allocator a stack of its own, by functions that musl has not.
WITH_HOST = $(if $(findstring musl,$(CC)),,$(BUILD)/host)

lab: driver-built $(BUILD)/mm.so

# Without an allocator.
driver:
	@$(MAKE) $(JOBS) driver-built

driver-built: $(BUILD)/mdriver $(WITH_HOST) $(if $(filter build,$(BUILD)),mdriver)
	@:

mdriver: build/mdriver
	@ln -sf $< $@

# What this folder's files were made with: it is newer than they are once that has changed.
$(BUILD)/flags: export FLAGS := $(CC) $(ALL_CFLAGS) $(LDFLAGS)
$(BUILD)/flags: always
	@mkdir -p $(@D); [ "$$FLAGS" = "$$(cat $@ 2>/dev/null)" ] || echo "$$FLAGS" >$@

# All symbols are found when it starts, once for all its children.
$(BUILD)/mdriver: $(DRIVER:%=$(BUILD)/%.o) driver/exports
	$(call begin,LD) $(CC) $(ARCH) $(LDFLAGS) -Wl,-z,now -Wl,--dynamic-list=driver/exports -o $@ $(filter %.o,$^) -ldl -lm $(if $(HAS_ZLIB),-lz)
	$(if $(filter build,$(BUILD)),@ln -sf $@ mdriver)

$(BUILD)/host: $(HOST:%=$(BUILD)/%.o) driver/exports
	$(call begin,LD) $(CC) $(ARCH) $(LDFLAGS) -Wl,--dynamic-list=driver/exports -o $@ $(filter %.o,$^) -ldl

# Compressed traces, where there is zlib.
HAS_ZLIB = $(eval HAS_ZLIB := $(call links,$(CC) $(ARCH) -include zlib.h -Wl$(comma)--no-as-needed -lz))$(HAS_ZLIB)
$(BUILD)/driver/trace/platform-gzip.o: DEFINES = $(if $(HAS_ZLIB),-DHAVE_ZLIB)

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call begin,CC) $(CC) $(ALL_CFLAGS) -c -o $@ $<

# The page's files are in the driver.
$(BUILD)/driver/page/platform-assets.o: $(wildcard driver/page/*.html driver/page/*.css driver/page/*.js)

# How the driver is called, and what make is told to build it so: both stand in its hints.
BUILD_WORDS = $(if $(M32),M32=1) $(if $(ALIGNMENT),ALIGNMENT=$(ALIGNMENT)) $(if $(findstring clang,$(CC)),CC=$(lastword $(CC)))
$(BUILD)/driver/base/lab.o: DEFINES = -DLAB_DRIVER='"$(if $(filter build,$(BUILD)),.,$(BUILD))/mdriver"' \
	-DLAB_WORDS='"$(strip $(BUILD_WORDS))"'

# An allocator is a shared object that takes mem_* from the driver.
PLUGIN = $(call begin,SO) $(CC) $(ALL_CFLAGS) -fPIC -shared -Wl,-Bsymbolic -o $@

variants: $(VARIANTS:%=$(BUILD)/alloc/%.so)

.SECONDEXPANSION:
$(BUILD)/alloc/%.so: $$(call source_of,$$*) $(BUILD)/flags
	$(PLUGIN) $<

# Other allocators of the system's, where Debian's packages have put them. They are glibc's: what is
# built for musl cannot load them.
PEER.jemalloc = libjemalloc.so.2
PEER.mimalloc = libmimalloc.so.2.0
PEER.tcmalloc = libtcmalloc_minimal.so.4
PEER.boehm    = libgc.so.1
INSTALLED = $(foreach p,jemalloc mimalloc tcmalloc boehm,$(if $(wildcard /usr/lib/*/$(PEER.$p)),$p))
PEERS    := $(if $(findstring musl,$(CC)),,$(INSTALLED))

peers: $(PEERS:%=$(BUILD)/peers/%.so)

$(BUILD)/peers/boehm.so: compat/boehm.c $(BUILD)/flags
	$(PLUGIN) -DLIBRARY='"$(PEER.boehm)"' $< -ldl

$(BUILD)/peers/%.so: compat/peer.c $(BUILD)/flags
	$(PLUGIN) -DLIBRARY='"$(PEER.$*)"' $< -ldl

# A path that make cannot take, with blanks or brackets: the folder's sources get plain names.
ODD_CHARACTERS := ( ) [ ] { } * ? % ' " & ; | < > ! ~ ^ = : , \\
MM_IS_ODD := $(word 2,$(MM))$(strip $(foreach c,$(ODD_CHARACTERS),$(findstring $c,$(MM))))

ifdef MM
ifeq ($(MM_IS_ODD),)
$(if $(wildcard $(MM)),,$(error MM=$(MM): there is no such file))
endif
endif

# Which file mm.so was made of: it is newer than that once another has been taken.
$(BUILD)/mm.source: export SOURCE := $(or $(MM),mm.c)
$(BUILD)/mm.source: always
	@mkdir -p $(@D); [ "$$SOURCE" = "$$(cat $@ 2>/dev/null)" ] || echo "$$SOURCE" >$@

$(BUILD)/mm.so: $(BUILD)/mm.source

# Beside a plug-in, what it was made with, if that is more than MM: make debug and make gdb build it
# so again.
MADE_WITH = $(strip $(foreach v,COMPAT REALLOC M32 ALIGNMENT CC,$(if $(filter command environment,$(origin $v)),$v=$(call quoted,$($v)))))
remember  = @rm -f $(@:.so=.made); $(if $(MADE_WITH),echo $(call quoted,MM=$(call quoted,$(MM)) $(MADE_WITH)) >$(@:.so=.made))

ifneq ($(MM_IS_ODD),)
build/%.so: always
	@tools/plain-names $(MAKE) --no-print-directory $@
else
include $(wildcard compat/compat.mk)
endif

ifneq ($(COMPAT)$(MM_IS_ODD),)
else ifdef MM
build/%.so: $(MM) always
	$(PLUGIN) -MF /dev/null -I$(dir $(MM)) $(MM)
	$(remember)
else
$(BUILD)/mm.so: mm.c $(BUILD)/flags
	$(PLUGIN) $<

build/%.so: always
	$(error make $@: of which file? make build/x.so MM=path/to/x.c)
endif

# Tables and pictures.

# The table has a variant of each kind; these differ from one of them in one choice, and --axis
# compares them. With ALL=1 the table has the whole family.
ASIDE := explicit-address-best explicit-deferred explicit-footers explicit-next explicit-threshold \
	explicit-uncoalesced explicit-unsplit implicit-deferred implicit-footers implicit-next \
	implicit-uncoalesced mark-sweep-lazy segregated-chunk segregated-deferred segregated-fine-address \
	segregated-fine-fifo segregated-footers segregated-power-best
COMPARED = $(filter-out $(if $(ALL),,$(ASIDE)),$(VARIANTS)) libc $(filter-out boehm,$(PEERS))
COMPARE  = ./mdriver -a $$(echo $(COMPARED) | tr ' ' ,) --budget 0.005 --tsv build/compare.tsv

compare: setup-compare
	@$(MAKE) -j2 all variants peers
	$(COMPARE) || test $$? = 4
	@tools/plot.py pareto build/compare.tsv -o build/compare

plots: setup-compare
	@test -e build/compare.tsv || $(MAKE) compare
	tools/plot.py pareto build/compare.tsv -o build/compare
	tools/plot.py bars build/compare.tsv -o build/bars
	tools/plot.py histogram traces/cc1.rep -o build/cc1
	tools/plot.py timeline -f traces/cc1.rep -a explicit-lifo,explicit-chunk,champion -o build/timeline
	tools/plot.py heapmap -f traces/phases.rep -a explicit-lifo,explicit-address -o build/heapmap

# Real programs, in some minutes (docs/programs.md).

programs: setup-compare
	tools/programs.py

build/usage build/peak: build/%: tools/%.c
	$(call begin,LD) $(CC) $(STD) $(WARNINGS) $(CFLAGS) -o $@ $<

# The index of policies, and the figures in it.

index:
	tools/index.py

figures:
	@$(MAKE) compare ALL=1
	cp build/compare.tsv build/compare.svg docs
	tools/index.py

# The chapter on policies: its tables, in place, and its pictures.

policies: setup-compare
	@$(MAKE) -j2 all variants
	tools/policies.py
	tools/plot.py heapmap -f traces/gnuplot.rep -a implicit-first,implicit-next -o build/next-fit
	tools/plot.py heapmap -f traces/phases.rep -a explicit-lifo,explicit-address -o build/address-order
	tools/plot.py timeline -f traces/gnuplot.rep -a explicit-lifo,explicit-deferred,explicit-uncoalesced -o build/coalescing
	tools/plot.py timeline -f traces/bc.rep -a explicit-lifo,explicit-chunk,explicit-unsplit -o build/growth
	tools/plot.py timeline --collect -f traces/phases.rep -a mark-sweep,segregated-fine -o build/collecting
	tools/plot.py histogram traces/cc1.rep -o build/cc1
	@mkdir -p docs/policies
	cp build/next-fit.png build/address-order.png build/coalescing.svg build/growth.svg build/collecting.svg build/cc1.svg docs/policies

# Traces that are made where they are used. HALF=tuning is the half that one may tune on.

ABROAD = build/abroad/$(or $(HALF),test)

abroad: lab $(BUILD)/alloc/$(or $(A),champion).so build/abroad/made
	./mdriver -c --by-trace --ceiling -a $(or $(A),champion) -t $(ABROAD)/recordings
	./mdriver -c --by-trace --ceiling -a $(or $(A),champion) -t $(ABROAD)/habits

build/abroad/made: traces/abroad.sh traces/gen.py
	traces/abroad.sh $(@D)
	@touch $@

# The lab installs what it needs; the students' kit does with what there is.
IN_LAB := $(wildcard alloc)

setup-%:
	$(if $(IN_LAB),@./setup $*)

# One file of any variant, as a student would hand it in.

handin:
	@mkdir -p build/handin
	awk -f tools/handin.awk $(call source_of,$(V)) > build/handin/$(V).c

# What students get. Their README is docs/student.md.

HANDOUT = LICENSE Makefile setup Dockerfile .devcontainer .vscode .gitignore .clang-format .valgrindrc \
	config.h mm.h mm.c memlib.h memlib.c mdriver.c driver preload playground traces \
	tools/record tools/record.c tools/trace tools/tracing docs/recording.md tools/export.py tools/results.py tools/rules.py tools/elf.py tools/plain-names tools/heap.gdb tools/watched.c tools/unseen tools/variables.mk \
	docs/debugging.md docs/debugging docs/seeing.md docs/collector.md tests/tests.mk \
	tests/exercise tests/fuzz tests/unit/cm.h tests/unit/test_memlib.c \
	tests/unit/test_collect.c tests/unit/test_random.c tests/unit/test_score.c tests/unit/test_shadow.c tests/unit/test_trace.c

# What their make has no use for is not in its help.
LAB_ONLY = compare|playground|programs|variants|peers|handin|handout|autolab|gradescope|plots|index|figures|policies|abroad|stability|longtest|container|lint|format

handout:
	@rm -rf build/handout
	@mkdir -p build/handout/malloc-lab
	@cp --parents -r $(HANDOUT) build/handout/malloc-lab
	@cp docs/student.md build/handout/malloc-lab/README.md
	@sed -E '/^# make ($(LAB_ONLY)) /d; s/ A=champion//; s/ +[[(](A=.*|docs.*)[])]//' \
	    Makefile >build/handout/malloc-lab/Makefile
	@tar czf build/malloc-lab.tar.gz -C build/handout malloc-lab
	@echo build/malloc-lab.tar.gz

# From the same table as --help.

man: $(BUILD)/mdriver.1
	@echo "man -l $<"

$(BUILD)/mdriver.1: $(BUILD)/mdriver
	$(call begin,MAN) $< --help=man >$@

# For graders, and for students who want to know beforehand.

rules: $(BUILD)/mm.so
	$(call needs,python3)
	tools/rules.py $(if $(COMPAT),--compat) $<

autolab:
	@mkdir -p build
	tools/package.py autolab build/autolab.tar
	@echo build/autolab.tar

gradescope:
	@mkdir -p build
	tools/package.py gradescope build/gradescope.zip
	@echo build/gradescope.zip

# For a debugger, and watched: before each load and store there is a call of driver/host/watch.c,
# before what may be undefined one of driver/host/undefined.c. A compiler that cannot do this leaves
# it out. The sanitizers' own libraries are not linked.
WATCH_BY.clang = -mllvm -tsan-instrument-func-entry-exit=0 -mllvm -tsan-instrument-read-before-write=1
WATCH_BY.gcc   = --param=tsan-instrument-func-entry-exit=0
UNDEFINED = bounds,shift,signed-integer-overflow,integer-divide-by-zero,bool,enum
WATCH_BY  = -fsanitize=thread $(WATCH_BY.$1) -fsanitize=$(UNDEFINED) -fno-sanitize-recover=$(UNDEFINED) \
	-fno-builtin -nodefaultlibs
accepts  = $(shell echo 'int x;' | $(CC) $(ARCH) $1 -xc -c -o /dev/null - 2>/dev/null && echo yes)
WATCHER  = $(firstword $(foreach c,clang gcc,$(if $(call accepts,$(call WATCH_BY,$c)),$c)))
WATCH    = $(if $(WATCHER),$(call WATCH_BY,$(WATCHER)))

WRAP_MEMORY = -Wl,--wrap=memcpy,--wrap=memmove,--wrap=memset
WRAP_GROWTH = -Wl,--wrap=mem_sbrk

ifeq ($(COMPAT),)
$(BUILD)/debug/%.so: %.c tools/watched.c $(BUILD)/flags
	$(PLUGIN) -O0 -g3 $(WATCH) $< tools/watched.c $(WRAP_MEMORY) $(WRAP_GROWTH) -lgcc -lc

# Not watched, for a debugger to step through.
$(BUILD)/gdb/%.so: %.c $(BUILD)/flags
	$(PLUGIN) -O0 -g3 $<
endif

include tests/tests.mk
include preload/preload.mk
include playground/playground.mk

# What make debug and make gdb build anew: mm.c, MM or A; of a plug-in the source from which it was
# made, where it can be told.
made_from = $(shell addr2line -e $1 0x$$(nm -D $1 2>/dev/null | sed -n 's/ T mm_malloc$$//p') 2>/dev/null | sed -n 's|^$(CURDIR)/||; /\/compat\//!s/\.c:.*/.c/p')
DEBUGGED  = $(eval DEBUGGED := $(if $(A),$(or $(wildcard $(if $(filter %.so,$(A)),$(call made_from,$(A)))),$(A_SOURCE)),$(if $(MM_IS_ODD),mm.c,$(or $(if $(filter /%,$(MM))$(findstring ..,$(MM)),$(abspath $(MM)),$(MM)),mm.c))))$(DEBUGGED)

# If A was made with more than MM, or is to be, it is built so: the words for make.
A_MADE = $(shell made=$(call quoted,$(A:.so=.made)); [ -f "$$made" ] && [ ! $(call quoted,$(A)) -nt "$$made" ] && \
    [ -f "$$(sed "s/^MM='//; s/'.*//" "$$made")" ] && cat "$$made")
BUILT_SO := $(if $(filter debug gdb,$(MAKECMDGOALS)),$(if $(filter %.so,$(A)),$(A_MADE),$(if $(COMPAT),$(if $(filter %.c,$(A)),MM=$(call quoted,$(A))))))

# The driver, and what runs it where the kernel runs no programs of 32 bits.
DEBUGGER = $(if $(M32),$(shell $(BUILD)/mdriver --help >/dev/null 2>&1 || command -v qemu-i386)) $(BUILD)/mdriver

ifneq ($(BUILT_SO),)
debug gdb:
	@$(MAKE) $@ A= $(BUILT_SO)
else
debug: driver $(DEBUGGED:%.c=$(BUILD)/debug/%.so)
	$(if $(filter %.so,$(DEBUGGED)),$(error A=$(A): its source is not known; A=path/to/x.c is built anew))
	$(if $(WATCHER),,@echo "debug: $(CC) cannot have loads and stores watched: only without optimisation" >&2)
	$(DEBUGGER) -a $(DEBUGGED:%.c=$(BUILD)/debug/%.so) -c $(if $(COLLECT),--collect) $(if $(F),-D -f $(call quoted,$(F)))
	$(if $(F),@CC="$(CC)" CFLAGS="$(CFLAGS)" DRIVER="$(DEBUGGER)" tools/unseen $(call quoted,$(F)) $(call quoted,$(DEBUGGED)))

# The driver says first, on libc, if there is no request in that line.
GDB_AT = $(if $(COLLECT),--collect) --break-at $(L) -f $(call quoted,$(F))
gdb: driver $(DEBUGGED:%.c=$(BUILD)/gdb/%.so)
	$(call needs,gdb)
	@$(DEBUGGER) -a libc $(GDB_AT) >/dev/null
	gdb -q -x tools/heap.gdb -ex run --args $(BUILD)/mdriver $(GDB_AT) -a $(DEBUGGED:%.c=$(BUILD)/gdb/%.so)
endif

include tools/variables.mk

clean:
	rm -rf build mdriver

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile

# For what depends on variables too: two files may become the same x.so.
always:

.PHONY: all man lab driver driver-built always variants peers compare programs plots index figures policies abroad handin handout rules autolab gradescope gdb debug clean help
.SECONDARY:

-include $(wildcard $(addprefix $(BUILD),/*.d /*/*.d /*/*/*.d /*/*/*/*.d))
