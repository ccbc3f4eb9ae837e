# What this workload adds to the Makefile: nothing to install, no templates to lint, and the code of the functions.

.PHONY: install-workload lint-workload package package-sandbox run

install-workload:

lint-workload:

package: install  ## Build the code of the functions, with wheels for arm64
	$(PYTHON) -m workload.package

package-sandbox: package

# Only its own command line chooses ports: many a shell has a PORT for something else.
given = $(if $(findstring command,$(origin $(1))),$(2) $($(1)))

# Nothing of it leaves this machine: the functions and the tables are in memory. DEBUG_PORT=5678 lets a debugger attach.
run: install  ## Serve the functions on http://127.0.0.1:8080 with empty tables, until Ctrl-C (PORT=8081 chooses another port)
	@$(PYTHON) -m tests.support.local $(call given,PORT,--port) $(call given,DEBUG_PORT,--debug-port)
