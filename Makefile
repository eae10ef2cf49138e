# Kawaraban: one Makefile, no configure; it calls itself only for the other trees (sanitizers, fuzzers).
# make | make demo | make check | make check-fast | make check-san | make lint | make analyze | make fuzz | make fault | make bench | make install
B      ?= build
PREFIX ?= /usr/local
ROOMS  := base store mail ingest digest subscribers        # ground floor first

# What a room may see. Two gates uphold it: `make lint` reads the includes, and every unit test is
# linked against its room and those named here only.
base.sees        :=
store.sees       := base
mail.sees        := base
ingest.sees      := base store mail
digest.sees      := base store mail
subscribers.sees := base store mail

PKGS     := gio-2.0 gmime-3.0 json-glib-1.0 libcurl libxml-2.0 yaml-0.1 sqlite3 libpq
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

CC       ?= cc
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wformat=2 -Wwrite-strings \
            -Wunused-const-variable=2 -Wvla
WERROR   ?= $(if $(CI),-Werror)
override CFLAGS   += -std=gnu11 $(WARN) $(WERROR) $(SAN:%=-fsanitize=%) $(if $(SAN),-fno-omit-frame-pointer) \
            $(if $(LIBFUZZER),-fsanitize=fuzzer-no-link)
override CPPFLAGS += -Iinclude -I$B/gen -D_GNU_SOURCE -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 \
                     -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74 $(PKG_CFLAGS) -MMD -MP
LDLIBS   += $(PKG_LIBS)
MAKEFLAGS += -r
# the same Makefile again, on all processors where the caller did not say how many
again = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

home  = $(firstword $(wildcard lib/$1 $1))
objs  = $(patsubst %.c,$B/%.o,$(wildcard $(call home,$1)/*.c))
# archives, upper rooms first, for ld
roof  = $(if $1,$(call roof,$(wordlist 2,99,$1)) $B/lib$(firstword $1).a)
link  = $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(LDLIBS) -o $@

all: $B/kawaraban $B/kawaraban-web

$B/kawaraban:     $(filter-out %/cgi.o,$(call objs,cmd)) $(call roof,$(ROOMS)) ; $(link)
$B/kawaraban-web: $B/cmd/cgi.o $(call roof,base store mail subscribers)        ; $(link)
# word files that break their schema (lib/base/words.yaml) fail the build; the day is the last commit's where a clock is behind
all: $B/words-checked
$B/check-words: $B/lib/base/build/check_words.o $B/libbase.a ; $(link)
$B/words-checked: $B/check-words ; @$< "$$({ TZ=JST-9 date +%F; git log -1 --format=%cs 2>/dev/null; } | sort | tail -n 1)" && touch $@

define room
$B/lib$1.a: $$(call objs,$1) $$(if $$(filter base,$1),$B/gen/assets.o) ; @rm -f $$@; $$(AR) rcs $$@ $$^
$B/test/$1-%: $B/tests/unit/$1-%.o $B/tests/support/testing.o $$(call roof,$$($1.sees) $1) ; @mkdir -p $$(@D); $$(link)
$B/fuzz/$1-%: $B/tests/fuzz/$1-%.o $(if $(LIBFUZZER),,$B/tests/fuzz/replay.o) $$(call roof,$$($1.sees) $1) ; @mkdir -p $$(@D); $$(link) $(if $(LIBFUZZER),-fsanitize=fuzzer)
$B/bench/$1-%: $B/tests/bench/$1-%.o $$(call roof,$$($1.sees) $1) ; @mkdir -p $$(@D); $$(link)
lint-$1: ; @! grep -n '#include "[a-z]*/' $$(call home,$1)/*.c include/$1/*.h /dev/null | grep -Ev '"($$(subst $$(space),|,$$(strip $1 $$($1.sees))))/'
endef
space := $(subst ,, )
$(foreach r,$(ROOMS),$(eval $(call room,$r)))

$B/%.o: %.c ; @mkdir -p $(@D); $(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$B/gen/assets.o: $B/gen/assets.c ; $(CC) $(CPPFLAGS) $(CFLAGS) -Wno-overlength-strings -c $< -o $@

# named queries: lib/store/items.sql -> SQL_items_put ...
SQL_H := $(patsubst lib/%.sql,$B/gen/%.sql.h,$(wildcard lib/store/*.sql lib/store/schema/*.sql))
$(call objs,store): | $(SQL_H)
$B/gen/store/schema/%.sql.h: lib/store/schema/%.sql lib/store/text2c.awk ; @mkdir -p $(@D); awk -v name=SCHEMA_$* -f lib/store/text2c.awk $< >$@
$B/gen/%.sql.h: lib/%.sql lib/store/sql2c.awk ; @mkdir -p $(@D); awk -f lib/store/sql2c.awk $< >$@

# templates, word files and recognition data, built into the binary
ASSETS := $(sort contrib/kawaraban.yaml $(wildcard templates/*/*.mustache templates/*/*.yaml $(foreach r,$(ROOMS),$(call home,$r)/*.yaml $(call home,$r)/*/*.yaml)))
$B/gen/assets.xml: $(ASSETS) Makefile
	@mkdir -p $(@D)
	@{ echo '<gresources><gresource prefix="/kawaraban">'; \
	   for f in $(ASSETS); do echo "<file compressed=\"true\">$$f</file>"; done; \
	   echo '</gresource></gresources>'; } >$@
$B/gen/assets.c: $B/gen/assets.xml
	glib-compile-resources --generate-source --manual-register --c-name kw_assets --sourcedir=. --target=$@ $<
	@glib-compile-resources --generate-header --manual-register --c-name kw_assets --sourcedir=. --target=$B/gen/assets.h $<
$B/lib/base/asset.o: | $B/gen/assets.c

UNIT  := $(patsubst tests/unit/%.c,$B/test/%,$(wildcard tests/unit/*.c))
FUZZ  := $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(filter-out %/replay.c,$(wildcard tests/fuzz/*.c)))
CLI   := $(wildcard tests/cli/T*.sh tests/web/T*.sh)

tests: all $(UNIT) $(FUZZ)

check-fast: packages-build
	+@$(again) tests
	@B=$B tests/run $(UNIT)
check: packages-build-test
	+@$(again) tests check-san-build
	@B=$B tests/run --lint --fuzz --san build-san $(UNIT) $(CLI)
# coverage-guided fuzzing with clang, each target in turn: make fuzz SECONDS=60
SECONDS ?= 30
fuzzers: $(FUZZ)
fuzz: packages-build-test
	+@$(again) B=build-fuzz CC=clang LIBFUZZER=1 SAN="address undefined" CFLAGS="-O1 -g" fuzzers
	@for f in $(notdir $(FUZZ)); do echo "== $$f"; mkdir -p build-fuzz/corpus/$$f; \
	  ASAN_OPTIONS=detect_leaks=0 build-fuzz/fuzz/$$f -max_total_time=$(SECONDS) -rss_limit_mb=2048 -timeout=10 -close_fd_mask=3 \
	    -artifact_prefix=build-fuzz/$$f- build-fuzz/corpus/$$f tests/corpus/$${f#*-} || exit 1; done
# the second tree: AddressSanitizer and UndefinedBehaviorSanitizer, whose reports need lines and no more (-g1)
check-san-build: ; +@$(again) B=build-san SAN="address undefined" CFLAGS="-O1 -g1" tests
check-san: packages-build-test
	+@$(again) check-san-build
	@B=build-san tests/run $(patsubst $B/%,build-san/%,$(UNIT)) $(CLI)

# kills of `deliver` and faults of the relay, many more than in `make check`: make fault KILLS=1000
KILLS ?= 1000
fault: packages-build-test
	+@$(again) all
	@B=$B KILLS=$(KILLS) tests/fault/run
# side by side with peers, in one run: bench (minutes), bench-full (the whole matrix)
BENCH := $(patsubst tests/bench/%.c,$B/bench/%,$(wildcard tests/bench/*.c))
benches: all $(BENCH)
bench bench-full: packages-build-test-bench
	+@$(again) benches
	@B=$B tests/bench/run $(if $(filter bench-full,$@),--full)

demo: packages-build
	@[ -e $B/kawaraban ] || echo "building; this takes a minute the first time"
	+@$(again) -s all
	@B=$B contrib/demo/run

lint: ; @tests/lint/run
analyze: packages-build-test
	+@$(again) all
	@ANALYZE=1 tests/lint/run
format: ; clang-format -i $$(git ls-files '*.c' '*.h')
# one call, because apt cannot run twice at once: packages-build, packages-build-test
packages-%: ; @contrib/debian/install-packages $(subst -, ,$*)

install: all
	install -D -m 755 $B/kawaraban $(DESTDIR)$(PREFIX)/bin/kawaraban
	install -D -m 755 $B/kawaraban-web $(DESTDIR)$(PREFIX)/lib/cgi-bin/kawaraban-web
	for m in $(wildcard doc/*.1); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man1/$$(basename $$m); done
	for m in $(wildcard doc/*.5); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man5/$$(basename $$m); done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/kawaraban README.md doc/json.md doc/templates.md contrib/kawaraban.yaml
clean: ; rm -rf build build-san build-fuzz

.PHONY: all tests fault benches bench bench-full fuzz fuzzers check check-fast check-san check-san-build demo lint $(ROOMS:%=lint-%) analyze format install clean
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
