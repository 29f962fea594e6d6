# variables.mk - What make's variables may be. One that is missing, or that nothing can be made
# with, is told in a sentence before anything is made; make's status is then 2.

making   = $(filter $1,$(MAKECMDGOALS))
is_given = $(and $($1),$(filter command,$(origin $1)))
refuse   = $(error $1=$($1): $2)
holds    = $(shell test $1 2>/dev/null && echo yes)

# Of the variable $1, if it is in make's command line: unless it is one of the words $2, or
# the shell's test of it holds ($2 before it, $3 behind it), the sentence.
one_of = $(if $(is_given),$(if $(filter-out $2,$($1)),$(call refuse,$1,$3)))
tested = $(if $(is_given),$(if $(call holds,$2 $(call quoted,$($1)) $3),,$(call refuse,$1,$4)))

# The target $1 cannot do without the variable $2, as in the example $3.
wanted = $(if $(making),$(if $($2),,$(error make $1 needs $2: make $1 $3)))

ifeq ($(IN_LAB),)
$(if $(call making,$(subst |, ,$(LAB_ONLY))),$(error make $(MAKECMDGOALS): the students' kit cannot do this (make help)))
$(if $(call making,fuzz fuzz-trace fuzz-checks),$(if $(HAS_FUZZER),,$(error make $(MAKECMDGOALS) needs clang with libFuzzer (./setup test installs it))))
endif

PAGE_TOOLS = clang wasm-ld python3
$(if $(call making,playground page),$(foreach t,$(PAGE_TOOLS),$(if $(shell command -v $t),,$(error make $(MAKECMDGOALS) needs $t, which is not installed (Debian has it in: clang lld python3)))))
$(if $(call making,page),$(if $(filter %.so,$(A)),$(call refuse,A,a page has what is compiled for it: A=path/to/x.c)))

$(call one_of,ALIGNMENT,8 16,payloads are aligned to 8 or to 16 bytes)
$(call one_of,M32,1,M32=1 builds for 32 bits; without M32 it is 64)
$(call one_of,REALLOC,none,REALLOC=none makes r malloc, copy and free)
$(call one_of,V,1 $(if $(call making,handin),$(VARIANTS)),$(if \
    $(call making,handin),there is no such variant in alloc/,V=1 prints the whole commands))
$(call tested,TIME,,-ge 1,a whole number of seconds is wanted)
$(call tested,REQUESTS,,-ge 1,a whole number of requests is wanted)
$(call tested,SEED,,-ge 0,a whole number is wanted)
$(call tested,L,,-ge 1,the number of a line is wanted)
$(call tested,F,-f,,there is no such file)

$(call wanted,gdb,F,F=traces/short1.rep L=6)
$(call wanted,gdb,L,F=$(F) L=6)
$(call wanted,handin,V,V=explicit-lifo)

$(if $(call is_given,COMPAT),$(if $(MM)$(BUILT_SO),,$(error COMPAT=$(COMPAT) needs MM: make build/x.so MM=path/to/mm.c COMPAT=$(COMPAT))))

# A is mm, a name of the family, or a path.
A_IS_PLAIN = $(shell case $(call quoted,$(A)) in (*[!A-Za-z0-9._/+@,-]*) ;; (*) echo yes ;; esac)

ifneq ($(call is_given,A),)
$(if $(A_IS_PLAIN),,$(call refuse,A,make takes no such path; build/x.so made with MM= is one that it takes))
$(if $(wildcard $(A_SOURCE)),,$(call refuse,A,there is no $(A_SOURCE:$(CURDIR)/%=%)))
endif
