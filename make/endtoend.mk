# C programs run on stock musl and on Apus, which must print the same.

.PHONY: endtoend
endtoend: stock apus ## run the C programs in Tests/EndToEnd on both libcs and compare (ONLY='area area/name ...')
	Tests/EndToEnd/run -s $(STOCK) -a $(APUS) -o $(B)/endtoend $(ONLY)

# What is optimised is switched off: nothing in the process, and no thread that looks out before it sleeps.
.PHONY: endtoend-off endtoend-sleep endtoend-ring
endtoend-off: stock apus ## the same, one way each, with all objects left to the host
	APUS_NO_INPROCESS=all Tests/EndToEnd/run -q -s $(STOCK) -a $(APUS) -o $(B)/endtoend $(ONLY)

endtoend-sleep: stock apus ## the same, one way each, with APUS_SPIN=off
	APUS_SPIN=off Tests/EndToEnd/run -q -s $(STOCK) -a $(APUS) -o $(B)/endtoend $(ONLY)

endtoend-ring: stock apus ## the same, one way each, with APUS_RING=on
	APUS_RING=on Tests/EndToEnd/run -q -s $(STOCK) -a $(APUS) -o $(B)/endtoend $(ONLY)
