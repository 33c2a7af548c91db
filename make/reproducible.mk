# Two builds of one commit are byte-identical: one more, of a copy of the sources
# elsewhere, by somebody with another home.

.PHONY: reproducible
reproducible: $(APUS)/lib/libc.so ## build libc once more from a copy of the sources elsewhere and compare the bytes
	@MAKE="$(MAKE)" Tests/ObjectPrograms/reproducible $(B)
