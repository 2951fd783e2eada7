# make            build/newsfs
# make test       every suite, with one closing line       make check   layers, format, lint, warnings
# make bench      the benchmarks                           make install PREFIX= DESTDIR=
# SAN=address,undefined or SAN=thread builds into a directory of its own, build-<SAN>/.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
SAN ?=
comma := ,
B := build$(if $(SAN),-$(subst $(comma),-,$(SAN)))

CC ?= cc
PKGS := fuse3 sqlite3 jansson libutf8proc libxml-2.0 libcurl zlib libpcre2-8 libxxhash libarchive
OPT ?= -O2
CFLAGS ?= -g $(OPT)
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
        -Wvla -Wformat=2 -Wno-format-nonliteral -Wno-missing-field-initializers
ALL_CPPFLAGS := -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DFUSE_USE_VERSION=314 -DNEWSFS_VERSION='"$(VERSION)"' \
        -Iinclude -Isrc $(shell pkg-config --cflags $(PKGS)) $(CPPFLAGS)
ALL_CFLAGS := -std=gnu11 -fno-strict-aliasing -fstack-protector-strong -pthread $(WARN) $(CFLAGS) \
        $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
ALL_LDFLAGS := -pthread $(LDFLAGS) $(if $(SAN),-fsanitize=$(SAN))
# Loaded when first called: see include/newsfs/lazy.h.
LAZY := libcurl libarchive libxml-2.0
LIBS := $(shell pkg-config --libs $(filter-out $(LAZY),$(PKGS)))

MODULES := $(shell sed -n 's/^\([a-z]*\) *|.*/\1/p' scripts/layers)
$(foreach m,$(MODULES),$(eval uses_$(m) := $(shell awk -F'|' '$$1 ~ /^$(m) *$$/ { print $$2 }' scripts/layers)))
below = $(sort $(uses_$(1)) $(foreach m,$(uses_$(1)),$(call below,$(m))))
# A module and all below it, highest first, as the linker wants them.
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
closure = $(call reverse,$(foreach m,$(MODULES),$(if $(filter $(m),$(1) $(call below,$(1))),$(m))))
archives = $(foreach m,$(call closure,$(1)),$(if $(wildcard src/$(m)/*.c),$(B)/lib$(m).a))

all: $(B)/newsfs

$(B)/newsfs: $(foreach m,$(call reverse,$(MODULES)),$(if $(wildcard src/$(m)/*.c),$(B)/lib$(m).a))
	$(CC) $(ALL_LDFLAGS) -o $@ -Wl,--whole-archive $(B)/libcli.a -Wl,--no-whole-archive $^ $(LIBS)

define module_rules
$(B)/lib$(1).a: $(patsubst src/%.c,$(B)/%.o,$(wildcard src/$(1)/*.c))
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach m,$(MODULES),$(eval $(call module_rules,$(m))))

$(B)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# tests/unit/<module>_<what>.c is one program that links <module> and what lies below it, no more.
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(filter-out tests/unit/support%,$(wildcard tests/unit/*_*.c)))
define unit_rules
$(B)/unit/$(1): tests/unit/$(1).c $(call archives,$(firstword $(subst _, ,$(1))))
	@mkdir -p $$(@D)
	$(CC) $(ALL_CPPFLAGS) -Itests/unit $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $$@ $$^ -lcmocka $(LIBS)
endef
$(foreach u,$(notdir $(UNIT)),$(eval $(call unit_rules,$(u))))

# tests/bench/<module>_<what>.c likewise: micro-benchmarks and generators in C.
BENCH := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*_*.c))
define bench_rules
$(B)/bench/$(1): tests/bench/$(1).c $(call archives,$(firstword $(subst _, ,$(1))))
	@mkdir -p $$(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $$@ $$^ $(LIBS)
endef
$(foreach u,$(notdir $(BENCH)),$(eval $(call bench_rules,$(u))))

# tests/fuzz/<module>_<what>.c is a libFuzzer program over the sources of <module> and what lies below it; its first inputs are in
# tests/fuzz/corpus/<module>/. `make fuzz` runs each for FUZZ_SECONDS; what it finds lies in build/fuzz/.
FUZZ_SECONDS ?= 120
FUZZ := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*_*.c))
define fuzz_rules
build/fuzz/$(1): tests/fuzz/$(1).c $(foreach m,$(call closure,$(firstword $(subst _, ,$(1)))),$(wildcard src/$(m)/*.c src/$(m)/*.h))
	@mkdir -p $$(@D)
	clang $(ALL_CPPFLAGS) -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $$@ $$(filter %.c,$$^) $(LIBS)
run-fuzz-$(1): build/fuzz/$(1)
	@mkdir -p build/fuzz/found-$(1)
	build/fuzz/$(1) -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 -verbosity=0 \
	    $(if $(wildcard tests/fuzz/$(firstword $(subst _, ,$(1))).dict),-dict=tests/fuzz/$(firstword $(subst _, ,$(1))).dict) \
	    -artifact_prefix=build/fuzz/$(1)- build/fuzz/found-$(1) $(wildcard tests/fuzz/corpus/$(firstword $(subst _, ,$(1))))
endef
$(foreach f,$(notdir $(FUZZ)),$(eval $(call fuzz_rules,$(f))))

unit: $(UNIT)
benches: $(BENCH)

fuzz: $(patsubst build/fuzz/%,run-fuzz-%,$(FUZZ))

test: all unit benches
	B=$(B) scripts/run-tests

# clang-tidy, run again where the object was made again.
$(B)/%.tidy: $(B)/%.o .clang-tidy
	@clang-tidy --quiet src/$*.c -- -std=gnu11 $(ALL_CPPFLAGS)
	@touch $@
tidy: $(patsubst src/%.c,$(B)/%.tidy,$(wildcard src/*/*.c))

check:
	scripts/check

bench: all benches
	B=$(B) scripts/bench

# The manual page is made from the command table; scripts/check and the tests say when it is behind.
manual: $(B)/newsfs
	$< help --man >docs/newsfs.1

install: all
	install -D -m 755 $(B)/newsfs $(DESTDIR)$(PREFIX)/bin/newsfs
	install -D -m 644 docs/newsfs.1 $(DESTDIR)$(PREFIX)/share/man/man1/newsfs.1

clean:
	rm -rf build build-*

-include $(wildcard $(B)/*/*.d)
.PHONY: all manual unit fuzz benches test tidy check bench install clean
.SECONDARY:
