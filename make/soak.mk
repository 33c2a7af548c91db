# A server with APUS_RING=on for ten minutes, and clients that behave badly.

SOAK_SECONDS ?= 600

$(B)/soak: Tests/Servers/soak.c make/soak.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc -O2 -Wall -o $@ $<

.PHONY: soak
soak: $(B)/soak $(APPS)/stock/nginx.ok apus ## ten minutes of resets, stalls and half closes against nginx with APUS_RING=on (SOAK_SECONDS=)
	@Tests/Servers/soak.sh $(APPS) $(APUS) $(B)/soak-work '$(SOAK_SECONDS)'
