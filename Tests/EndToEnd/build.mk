# Builds the programs for ./run, which sets SRC, OUT, STOCK, APUS, STOCK_CC, APUS_CC and PROGRAMS.
# The functions under test must be called, hence -fno-builtin.
FLAGS = -std=gnu11 -O1 -fno-builtin -Wall -Wno-unused-result -I$(SRC) -MMD -MP

directive = $(shell sed -n '1,12s|^/[*] $(1): *\(.*[^ ]\) *[*]/.*|\1|p' $(SRC)/$(2).c)

# rules PROGRAM SIDE COMPILER PREFIX: run, cflags, ldflags, link and libs are those of the program.
define rules
$(OUT)/$(2)/$(1).o: $(SRC)/$(1).c $(OUT)/$(2)/toolchain
	@mkdir -p $$(@D)
	$(3) $(FLAGS) $(cflags) -c -o $$@ $$<
$(OUT)/$(2)/$(1).dynamic: $(OUT)/$(2)/$(1).o $(foreach l,$(libs),$(OUT)/$(2)/$(1).$(l).so)
	$(3) -o $$@ $$< $(ldflags) $(if $(link),-Wl$(comma)-rpath$(comma).) $(foreach l,$(link),$(OUT)/$(2)/$(1).$(l).so)
$(OUT)/$(2)/$(1).static: $(OUT)/$(2)/$(1).o $(4)/lib/libc.a
	$(3) -static -o $$@ $$< $(ldflags)
$(OUT)/$(2)/$(1).static-pie: $(OUT)/$(2)/$(1).o $(4)/lib/libc.a
	$(3) -static-pie -o $$@ $$< $(ldflags)
$(foreach l,$(libs),$(call librule,$(1),$(2),$(3),$(l)))
all: $(addprefix $(OUT)/$(2)/$(1).,$(filter-out loader,$(run)))
-include $(OUT)/$(2)/$(1).d
endef

define librule

$(OUT)/$(2)/$(1).$(4).so: $(SRC)/$(1).$(4).c $(OUT)/$(2)/toolchain
	@mkdir -p $$(@D)
	$(3) $(FLAGS) $(cflags) -fPIC -shared -Wl,-soname,$(4).so -o $$@ $$<

endef

comma := ,
all:
$(foreach p,$(PROGRAMS),\
	$(eval libs := $(call directive,libs,$(p)))\
	$(eval link := $(call directive,link,$(p)))\
	$(eval run := $(or $(call directive,run,$(p)),dynamic static))\
	$(eval cflags := $(call directive,cflags,$(p)))\
	$(eval ldflags := $(call directive,ldflags,$(p)))\
	$(eval $(call rules,$(p),stock,$(STOCK_CC),$(STOCK)))\
	$(eval $(call rules,$(p),apus,$(APUS_CC),$(APUS))))
