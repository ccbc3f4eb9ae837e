# What this workload adds to the Makefile: the image, in the pipeline and on a laptop.

.PHONY: install-workload lint-workload package package-sandbox image run stop migration continue-deployment

install-workload:

# Beside the Python that runs everything else, wherever that is.
lint-workload: install
ifeq ($(OS),Windows_NT)
	@$(PYTHON) -c "print('hadolint has no program for Windows; the check of the pull request runs it.')"
else
	$(dir $(PYTHON))hadolint Dockerfile
endif

# On a laptop nothing is pushed, so neither docker nor an account is needed: the templates take the image as a parameter.
package: install  ## Build what the image holds; where IMAGE_REPOSITORY is set, as in CodeBuild, push and scan the image
	$(UV) export --quiet --frozen --no-dev --no-emit-project --output-file dist/requirements.txt
ifneq ($(IMAGE_REPOSITORY)$(CODEBUILD_BUILD_ID),)
	$(PYTHON) -m workload.instance_image
	$(PYTHON) -m workload.image push
	$(PYTHON) -m workload.image scan
endif

# Without a scan: the registry of the bootstrap has none, and only its developer runs it.
package-sandbox: install
	$(PYTHON) -m workload.instance_image --sandbox
	repository=$$($(PYTHON) -m workload.image sandbox-repository) && IMAGE_REPOSITORY=$$repository $(PYTHON) -m workload.image push

image: install  ## Build the image with docker, podman or buildah (CONTAINER_TOOL=podman chooses)
	$(PYTHON) -m workload.image build

run: install  ## Run the service and PostgreSQL on http://127.0.0.1:8080, until Ctrl-C
	$(PYTHON) -m workload.image up

stop: install  ## Remove what run left, with its database
	$(PYTHON) -m workload.image down

migration: install  ## Make a new step of the schema, to fill in: make migration NUMBER=0002 NAME="add a note"
	$(PYTHON) -m workload.new_migration "$(NUMBER)" "$(NAME)"

continue-deployment: install  ## Answer a deployment that waits: make continue-deployment ENVIRONMENT=prod (ROLLBACK=yes rolls it back)
	@$(PYTHON) -m pipeline.actions.continue_deployment $(ENVIRONMENT) $(if $(ROLLBACK),--rollback $(ROLLBACK))
