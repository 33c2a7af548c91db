# Real programs from Debian's source packages, on stock musl and on Apus.

APPS := $(B)/apps
APP_TESTS := Tests/Apps
# redis, sqlite and busybox are built with apus-gcc; the others as well, and relinked besides.
APPS_CI := redis:apus sqlite:apus busybox:apus
APPS_ALL := $(APPS_CI) $(foreach p,lua nginx lighttpd,$(p):apus $(p):relinked)
# ONLY='lua nginx:relinked' chooses among them; it means other things to other targets.
APPS_CHOSEN := $(if $(filter apps,$(MAKECMDGOALS)),$(foreach o,$(ONLY),$(or $(filter $(o) $(o):%,$(APPS_ALL)),\
	$(error apps: ONLY=$(o) is none of $(sort $(foreach pair,$(APPS_ALL),$(firstword $(subst :, ,$(pair)))) $(APPS_ALL))))))
APPS_CHOSEN := $(or $(APPS_CHOSEN),$(APPS_ALL))
app = $(firstword $(subst :, ,$(1)))
side = $(lastword $(subst :, ,$(1)))
built = $(foreach pair,$(1),$(APPS)/stock/$(call app,$(pair)).ok $(APPS)/$(call side,$(pair))/$(call app,$(pair)).ok)

$(APPS)/packages.ok: make/apps.mk tools/need-packages
	@mkdir -p $(@D)
	@tools/need-packages "build and test real programs" gcc libc6-dev linux-libc-dev binutils make \
		xz-utils bzip2 tcl curl wrk patchelf procps
	@touch $@

$(APPS)/src/%.version: $(APP_TESTS)/fetch $(APPS)/packages.ok
	@$(APP_TESTS)/fetch $(APPS) $*

$(APPS)/stock/%.ok: $(APPS)/src/%.version $(APP_TESTS)/build | stock
	@echo "building $* for stock musl"
	@$(APP_TESTS)/build $(APPS) stock $(STOCK) musl-gcc $*
	@touch $@

$(APPS)/apus/%.ok: $(APPS)/src/%.version $(APP_TESTS)/build | apus
	@echo "building $* with apus-gcc"
	@$(APP_TESTS)/build $(APPS) apus $(APUS) apus-gcc $*
	@touch $@

# To measure against; tests have no use for it.
$(APPS)/glibc/%.ok: $(APPS)/src/%.version $(APP_TESTS)/build
	@echo "building $* for glibc"
	@$(APP_TESTS)/build $(APPS) glibc /usr gcc $*
	@touch $@

$(APPS)/relinked/%.ok: $(APPS)/stock/%.ok $(APP_TESTS)/relink | apus
	@echo "relinking $*, built for musl, to Apus"
	@$(APP_TESTS)/relink $(APPS) $(APUS) $*
	@touch $@

.PRECIOUS: $(APPS)/src/%.version $(APPS)/glibc/%.ok $(APPS)/stock/%.ok $(APPS)/apus/%.ok $(APPS)/relinked/%.ok

.PHONY: run apps apps-ci
run: apus $(APPS)/relinked/redis.ok ## relink redis to Apus, have it answer, and show which calls needed no trap
	@$(APP_TESTS)/ping $(APUS) $(APPS)/relinked/redis/bin $(APPS)/run

apps: $(call built,$(APPS_CHOSEN)) ## test redis, sqlite, busybox, lua, nginx and lighttpd on stock musl and on Apus (ONLY='redis lua ...')
	@$(APP_TESTS)/run $(APPS) $(APPS_CHOSEN)

apps-ci: $(call built,$(APPS_CI)) ## the same with redis, sqlite and busybox alone
	@$(APP_TESTS)/run $(APPS) $(APPS_CI)
