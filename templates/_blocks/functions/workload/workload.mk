# What this workload adds to the Makefile: nothing to install, no templates to lint, and the code of the functions.

.PHONY: install-workload lint-workload package package-sandbox

install-workload:

lint-workload:

package: install  ## Build the code of the functions, with wheels for arm64
	$(PYTHON) -m workload.package

package-sandbox: package
