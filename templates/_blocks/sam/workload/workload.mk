# What this workload adds to the Makefile: the SAM CLI in an environment of its own, its lint, and its build.

SAM := SAM_CLI_TELEMETRY=0 tools/sam/.venv/bin/sam

.PHONY: install-workload lint-workload package package-sandbox run

# Its libraries conflict with those of the other tools.
install-workload:
	$(PYTHON) locked_python.py tools/sam

# One process for all, because cfn-lint takes longer to load its rules than to read a template.
lint-workload: install
	$(PYTHON) -W ignore::RuntimeWarning -m cfnlint.runner.cli --template workload/data/template.yaml workload/service/template.yaml extensions/template.yaml

# `sam build` runs workload/service/runtime/Makefile, which builds the same package as dist/function.
package: install  ## Build the code of the functions, with wheels for arm64, and what a deployment uploads
	PACKAGE_PYTHON="$(abspath $(PYTHON))" $(SAM) build
	$(PYTHON) -m workload.uploads

package-sandbox: package

# Only its own command line chooses ports: many a shell has a PORT for something else.
given = $(if $(findstring command,$(origin $(1))),$(2) $($(1)))

# Nothing of it leaves this machine: the functions and the tables are in memory. DEBUG_PORT=5678 lets a debugger attach.
run: install  ## Serve the functions on http://127.0.0.1:8080 with empty tables, until Ctrl-C (PORT=8081 chooses another port)
	@$(PYTHON) -m tests.support.local $(call given,PORT,--port) $(call given,DEBUG_PORT,--debug-port)
