# C programs run on stock musl and on Apus, which must print the same.

.PHONY: endtoend
endtoend: stock apus ## run the C programs in Tests/EndToEnd on both libcs and compare (ONLY='area area/name ...')
	Tests/EndToEnd/run -s $(STOCK) -a $(APUS) -o $(B)/endtoend $(ONLY)
