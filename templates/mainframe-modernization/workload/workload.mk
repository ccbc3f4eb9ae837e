# What this workload adds to the Makefile: the COBOL programs and their gates, the jobs, the router, and the image.
#
# `make check` needs no COBOL compiler: neither does the image in which CodeBuild runs it have one. What needs it is
# compiled and tested by `make cobol-check` on a machine with cobc, and by `make cobol-check-container` on any other one,
# which the check Equivalence of the pipeline runs as well, before anything is deployed.

.PHONY: install-workload lint-workload cobol cobol-test cobol-analysis equivalence compiled cobol-check \
	equivalence-container cobol-test-container cobol-tools cobol-check-container equivalence-summary \
	convert-jcl run-job put uncatalog unlock weights package package-sandbox image run stop migration

# The packages of the image, which are on no path of this repository's own programs.
IN_IMAGE = PYTHONPATH=workload/service/runtime $(PYTHON)
# What builds and runs containers: docker or podman.
ENGINE = $(or $(CONTAINER_TOOL),docker)
# Where a job on this machine finds and leaves its data sets. Without them it begins with the samples.
DATASETS ?= build/datasets
required = $(or $($(1)),$(error $(1) is missing: make $@ $(1)=$(2)))

# Nothing: the packages of Python are in uv.lock, and the compiler comes with the system (apt-get install gnucobol3).
install-workload:

lint-workload: install
ifeq ($(OS),Windows_NT)
	@$(PYTHON) -c "print('The check of the pull request runs hadolint, which has no program for Windows.')"
else
	$(dir $(PYTHON))hadolint Dockerfile
endif

cobol: install  ## Compile the programs of cbl/ into build/cobol; needs cobc
	$(PYTHON) -m workload.cobol build

cobol-test: install  ## Run the COBOL unit tests of tests/cobol; needs cobc
	$(PYTHON) -m workload.cobol test

cobol-analysis: install  ## Check cbl/ and cpy/ without a compiler, and draw what uses what
	$(IN_IMAGE) -m workload.cobol analyse

equivalence: cobol  ## Run every program on golden input and compare its output field by field; needs cobc
	$(IN_IMAGE) -m equivalence --cases tests/equivalence/cases.yaml --programs build/cobol \
		--report reports/equivalence.html --junit reports/equivalence.xml

# After `cobol`: where there is no compiler, one sentence says so, and not each test.
compiled: cobol  ## Test the code around the programs with compiled programs; needs cobc
	$(PYTHON) -m pytest tests/compiled --junitxml=reports/compiled.xml

# To the end, whatever fails.
cobol-check: install  ## Run all that needs the compiler; on a machine without it: make cobol-check-container
	@$(MAKE) --no-print-directory --keep-going cobol-test cobol-analysis equivalence compiled

# A stage of the Dockerfile runs as whom it says; what it leaves in a folder comes out as yours, whatever its exit code.
# $(1): the stage. $(2): the folder.
define run-stage
	@command -v $(ENGINE) >/dev/null || { echo "$(ENGINE) is not installed here; install it, or name another one: make CONTAINER_TOOL=podman $@" >&2; exit 1; }
	$(ENGINE) build --target $(1) --tag $(1):local .
	@mkdir -p reports; made=$$($(ENGINE) create $(1):local) && { $(ENGINE) start --attach $$made; code=$$?; \
	$(ENGINE) cp $$made:$(2)/. reports && $(ENGINE) rm $$made >/dev/null && exit $$code; }
endef

equivalence-container: signed-in  ## The same as equivalence, with the programs and the run time of the image
	$(call run-stage,gate,/reports)

cobol-test-container: signed-in  ## The same as cobol-test, with the compiler of the image
	$(call run-stage,cobol-tests,/build/reports)

# The shared addresses of CodeBuild reach the limit of what strangers may pull. China and GovCloud have no such gallery.
.PHONY: signed-in
signed-in:
ifneq ($(and $(CODEBUILD_BUILD_ID),$(filter-out cn-% us-gov-%,$(AWS_REGION))),)
	aws ecr-public get-login-password --region us-east-1 | $(ENGINE) login --username AWS --password-stdin public.ecr.aws
endif

cobol-tools: signed-in
	$(ENGINE) build --target tools --tag cobol-tools:local .

# Installed anew inside, and compiled there: what lies in these folders here may be for another system.
HIDDEN = $(foreach folder,.venv node_modules build,--volume /repository/$(folder))
# Downloads stay on this machine when it says where.
KEPT = $(foreach name,UV_CACHE_DIR NPM_CONFIG_CACHE,$(if $($(name)),--env $(name) --volume "$($(name)):$($(name))"))

# The reports belong to whom the repository belongs to, and not to root.
cobol-check-container: equivalence-container cobol-tools  ## cobol-check on any machine with docker or podman
	$(ENGINE) run --rm --volume "$(CURDIR):/repository" $(HIDDEN) $(KEPT) cobol-tools:local sh -c 'make --keep-going \
		cobol-test cobol-analysis compiled; code=$$?; mkdir -p reports; chown -R --reference=. reports; exit $$code'

equivalence-summary:  ## Print in one line what equivalence found, for the approver of a release
	@$(SYSTEM_PYTHON) -m workload.equivalence_summary reports/equivalence.xml

convert-jcl: install  ## Make a job definition from JCL, and say what could not be converted: make convert-jcl JCL=jcl/DAILY.jcl
	$(IN_IMAGE) -m workload.jcl $(call required,JCL,jcl/DAILY.jcl) --procs jcl/proc --output $(or $(TARGET),jobs) \
		$(if $(OVERWRITE),--overwrite)

# Ends with the return code of the job: `Error 4` of make is RC 4.
run-job: cobol  ## Run a job on this machine: make run-job JOB=DAILY SYMBOLS="RUNDATE=20260131" FROM=POST.ACCTPOST
	$(IN_IMAGE) -m batch run $(call required,JOB,DAILY) --datasets $(DATASETS) --seed data/ebcdic \
		$(if $(FROM),--from $(FROM)) $(SYMBOLS:%=--symbol %)

put: install  ## Put a data set into an environment: make put DATASET=BANK.TRANS.DAILY FILE=day.bin DATASET_BUCKET=NAME
	DATASET_BUCKET=$(call required,DATASET_BUCKET,NAME) $(IN_IMAGE) -m batch put '$(call required,DATASET,BANK.TRANS.DAILY)' \
		'$(call required,FILE,day.bin)' $(if $(LOCK_DAYS),--lock-days $(LOCK_DAYS))

uncatalog: install  ## Take a generation out: make uncatalog DATASET="BANK.ACCOUNT.MASTER(0)" [DATASET_BUCKET=NAME]
	$(if $(DATASET_BUCKET),DATASET_BUCKET=$(DATASET_BUCKET)) $(IN_IMAGE) -m batch uncatalog \
		'$(call required,DATASET,BANK.ACCOUNT.MASTER.G0002V00)' $(if $(DATASET_BUCKET),,--datasets $(DATASETS))

unlock: install  ## Release the lock of a job whose execution was stopped: make unlock JOB=DAILY EXECUTION=ARN LOCK_TABLE=NAME
	LOCK_TABLE=$(call required,LOCK_TABLE,NAME) $(IN_IMAGE) -m batch unlock $(call required,JOB,DAILY) \
		$(call required,EXECUTION,ARN)

weights: install  ## Show or change which system answers, without a deployment: make weights ENVIRONMENT=prod SET="inquiry=10 posting=10" SHADOW="inquiry=on"
	$(IN_IMAGE) -m router weights --environment $(call required,ENVIRONMENT,prod) $(SET:%=--set %) $(SHADOW:%=--shadow %) \
		$(if $(filter yes,$(FORCE)),--force)

# Neither docker nor an account is needed on a laptop, where nothing is pushed: the image is a parameter of the templates.
package: install  ## Build what the image holds; where IMAGE_REPOSITORY is set, as in CodeBuild, push and scan the image
	$(UV) export --quiet --frozen --no-dev --no-emit-project --output-file dist/requirements.txt
ifneq ($(IMAGE_REPOSITORY)$(CODEBUILD_BUILD_ID),)
	$(PYTHON) -m workload.instance_image
	$(PYTHON) -m workload.image push
	$(PYTHON) -m workload.image scan
endif

# The registry of the bootstrap scans nothing, and only its developer runs what is in it.
package-sandbox: install
	$(PYTHON) -m workload.instance_image --sandbox
	repository=$$($(PYTHON) -m workload.image sandbox-repository) && IMAGE_REPOSITORY=$$repository $(PYTHON) -m workload.image push

image: install  ## Build the image for this machine (CONTAINER_TOOL=podman chooses another tool than docker)
	$(PYTHON) -m workload.image build

run: install  ## Run router, service and PostgreSQL on http://127.0.0.1:8080 with the sample accounts, until Ctrl-C
	$(PYTHON) -m workload.image up

stop: install  ## Remove what run left, and the accounts in it
	$(PYTHON) -m workload.image down

migration: install  ## Make a new step of the tables, to fill in: make migration NUMBER=0003 NAME="add a note"
	$(PYTHON) -m workload.new_migration "$(NUMBER)" "$(NAME)"

continue-deployment: install  ## Answer a deployment that waits: make continue-deployment ENVIRONMENT=prod (ROLLBACK=yes rolls it back)
	@$(PYTHON) -m pipeline.actions.continue_deployment $(ENVIRONMENT) $(if $(ROLLBACK),--rollback $(ROLLBACK))
