# `apus`: the whole of Apus laid down in build/apus; `install`: in PREFIX.

# $(1) is the folder to write to.
define lay-down-tool
	@mkdir -p $(1)/bin $(1)/share/man/man1 $(1)/share/bash-completion/completions \
		$(1)/share/zsh/site-functions $(1)/share/fish/vendor_completions.d
	install -m 755 $(B)/tool/apus $(1)/bin/apus
	install -m 644 docs/man/apus.1 docs/man/apus-gcc.1 $(1)/share/man/man1/
	install -m 644 $(B)/tool/completions/apus.bash $(1)/share/bash-completion/completions/apus
	install -m 644 $(B)/tool/completions/_apus $(1)/share/zsh/site-functions/
	install -m 644 $(B)/tool/completions/apus.fish $(1)/share/fish/vendor_completions.d/
endef

$(APUS)/bin/apus: $(B)/tool/apus $(COMPLETIONS) $(wildcard docs/man/*.1) make/install.mk
	$(call lay-down-tool,$(APUS))
	@touch $@

.PHONY: apus install
apus: $(APUS)/lib/libc.so $(APUS)/bin/apus ## build Apus in build/apus: libc, apus-gcc and apus

install: $(B)/apus-obj/lib/libc.so $(B)/tool/apus $(COMPLETIONS) ## install in PREFIX (/usr/local/apus), below DESTDIR
	$(call lay-down,$(abspath $(DESTDIR)/$(PREFIX)),$(abspath $(PREFIX)))
	$(call lay-down-tool,$(abspath $(DESTDIR)/$(PREFIX)))
