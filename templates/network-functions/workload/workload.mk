# What this workload adds to the Makefile: its policy, its image, the code of the management API, and real packets.

.PHONY: install-workload lint-workload policy package package-sandbox image tunnel traffic traffic-tools traffic-container run continue-deployment

# What builds and runs containers: docker or podman.
ENGINE = $(or $(CONTAINER_TOOL),docker)
TRAFFIC_TOOLS = traffic-tools:local
# Inside of the container: an installation of its own, since that of this machine may be for another system.
APART = /repository/.venv /repository/node_modules
# Where it keeps what it downloads, when the machine says so.
CACHES = $(foreach name,UV_CACHE_DIR NPM_CONFIG_CACHE,$(if $($(name)),--env $(name) --volume "$($(name)):$($(name))"))
# The shared addresses of CodeBuild reach the limit of what strangers may pull. China and GovCloud have no such gallery.
SIGNS_IN = $(and $(CODEBUILD_BUILD_ID),$(filter-out cn-% us-gov-%,$(AWS_REGION)))

# Its parser is the code of the image, which is on no path of this repository's own programs.
POLICY_CHECK = PYTHONPATH=workload/service/runtime $(PYTHON) -m workload.policy_check

install-workload:

# Whatever hadolint finds, the policy is judged as well. hadolint has no program for Windows.
lint-workload: install
ifeq ($(OS),Windows_NT)
	@$(POLICY_CHECK)
else
	@$(dir $(PYTHON))hadolint Dockerfile tests/traffic/Dockerfile; found=$$?; $(POLICY_CHECK) && exit $$found
endif

policy: install  ## Say what is wrong with the policy, by line; as root, nft judges its rule set as well
	@$(POLICY_CHECK)

# On a laptop nothing is pushed: the templates take the image as a parameter.
package: install  ## Build the code of the management API; where IMAGE_REPOSITORY is set, as in CodeBuild, push and scan the image
	$(PYTHON) -m workload.package
ifneq ($(IMAGE_REPOSITORY)$(CODEBUILD_BUILD_ID),)
	$(PYTHON) -m workload.instance_image
	$(PYTHON) -m workload.image push
	$(PYTHON) -m workload.image scan
endif

# The registry of the bootstrap scans nothing, and nobody but its developer runs what is in it.
package-sandbox: install
	$(PYTHON) -m workload.package
	$(PYTHON) -m workload.instance_image --sandbox
	repository=$$($(PYTHON) -m workload.image sandbox-repository) && IMAGE_REPOSITORY=$$repository $(PYTHON) -m workload.image push

image: install  ## Build the image of the function (CONTAINER_TOOL=podman chooses)
	$(PYTHON) -m workload.image build

tunnel: install  ## Test the GENEVE handler under the sanitizers of the compiler; needs gcc, and no root
	$(PYTHON) -m pytest tests/tunnel --junitxml=reports/tunnel.xml

traffic: install  ## Send real packets through the function; needs root on Linux (ARGUMENTS=--new-baseline takes its figures)
	PYTHONPATH=.:workload/service/runtime $(PYTHON) -m tests.traffic $(ARGUMENTS)

traffic-tools:
	@command -v $(ENGINE) >/dev/null || { echo "$(ENGINE) is not installed here; install it, or name another one: make CONTAINER_TOOL=podman traffic-container" >&2; exit 1; }
ifneq ($(SIGNS_IN),)
	aws ecr-public get-login-password --region us-east-1 | $(ENGINE) login --username AWS --password-stdin public.ecr.aws
endif
	$(ENGINE) build --tag $(TRAFFIC_TOOLS) - < tests/traffic/Dockerfile

# What it leaves behind belongs to whom the repository belongs to, and not to root.
traffic-container: traffic-tools  ## tunnel and traffic on any machine with docker or podman, which bring Linux and the tools
	$(ENGINE) run --rm --privileged --volume "$(CURDIR):/repository" $(APART:%=--volume %) $(CACHES) $(TRAFFIC_TOOLS) \
		sh -c 'make --keep-going tunnel traffic; code=$$?; mkdir -p reports; chown -R --reference=. reports; exit $$code'

# It has no port of its own to answer on.
run:  ## Says how to try the function out on this machine
	@echo "A network function answers no requests by itself: make traffic sends real packets through it (as root on Linux), make traffic-container does so with docker or podman." >&2; exit 1

continue-deployment: install  ## Answer a deployment that waits: make continue-deployment ENVIRONMENT=prod (ROLLBACK=yes rolls it back)
	@$(PYTHON) -m pipeline.actions.continue_deployment $(ENVIRONMENT) $(if $(ROLLBACK),--rollback $(ROLLBACK))
