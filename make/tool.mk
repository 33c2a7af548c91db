# apus, the command-line tool, with its shell completions. It is linked with all
# but the C and C++ libraries of the host in it.

TOOL_FLAGS = -c release --product apus --static-swift-stdlib --package-path . --scratch-path $(B)/swiftpm
TOOL_INPUTS := Package.swift VERSION $(shell find Sources -type f)
COMPLETIONS := $(addprefix $(B)/tool/completions/,apus.bash _apus apus.fish)

$(B)/tool/apus: $(TOOL_INPUTS) make/tool.mk $(B)/packages.ok
	@command -v $(SWIFT) >/dev/null || { echo "swift is missing: install Swift 6.3 (swift.org) or name it with SWIFT="; exit 1; }
	@mkdir -p $(@D)
	@echo "building apus, the command-line tool"
	@$(SWIFT) build $(TOOL_FLAGS) >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; false; }
	@strip -o $@ "$$($(SWIFT) build $(TOOL_FLAGS) --show-bin-path)/apus"

$(B)/tool/completions/apus.bash: SHELL_NAME = bash
$(B)/tool/completions/_apus: SHELL_NAME = zsh
$(B)/tool/completions/apus.fish: SHELL_NAME = fish
$(COMPLETIONS): $(B)/tool/apus
	@mkdir -p $(@D)
	@$< --generate-completion-script $(SHELL_NAME) >$@

.PHONY: tool
tool: $(B)/tool/apus $(COMPLETIONS) ## build apus, the command-line tool, in build/tool
