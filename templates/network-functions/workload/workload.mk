# What this workload adds to the Makefile: real packets through the function, in network namespaces of this machine.

.PHONY: traffic

traffic: install  ## Real packets through the function; needs root on Linux, and says what else is missing
	PYTHONPATH=.:workload/service/runtime $(PYTHON) -m tests.traffic
