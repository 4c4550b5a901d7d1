# Root of every stack: where its state lies, who it is to Azure, how things are named and tagged.
# A stack is a folder environments/<environment>/<stack> and includes this file.

locals {
  organisation = "aerq"
  environment  = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
  stack        = path_relative_to_include()

  # A stack that belongs to a team says so in owner.hcl beside it; templates of the portal write that file.
  about = read_terragrunt_config("${get_terragrunt_dir()}/owner.hcl", { locals = { owner = "platform", tags = {} } }).locals
}

terraform_binary = "tofu"

remote_state {
  backend = "azurerm"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  # One storage account an environment: whoever may plan dev can't read the state of production.
  config = {
    subscription_id      = local.environment.subscription_id
    resource_group_name  = "rg-${local.organisation}-${local.environment.name}-state"
    storage_account_name = "st${local.organisation}${local.environment.name}state"
    container_name       = "state"
    key                  = "${local.stack}/terraform.tfstate"
    use_azuread_auth     = true
    use_oidc             = true
  }
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOT
    provider "azurerm" {
      subscription_id     = "${local.environment.subscription_id}"
      tenant_id           = "${local.environment.tenant_id}"
      use_oidc            = true
      storage_use_azuread = true

      features {
        resource_group {
          prevent_deletion_if_contains_resources = true
        }

        key_vault {
          purge_soft_delete_on_destroy = false
        }
      }
    }
  EOT
}

terraform {
  extra_arguments "wait_for_lock" {
    commands  = get_terraform_commands_that_need_locking()
    arguments = ["-lock-timeout=10m"]
  }

  extra_arguments "readable_plan" {
    commands  = ["plan"]
    arguments = ["-compact-warnings"]
  }
}

inputs = {
  organisation = local.organisation
  environment  = local.environment.name
  location     = local.environment.location
  name         = basename(get_terragrunt_dir())

  tags = merge(local.about.tags, {
    owner       = local.about.owner
    stack       = local.stack
    environment = local.environment.name
    managed-by  = "platform/infrastructure"
  })
}
