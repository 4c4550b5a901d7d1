# Public names of the environment. external-dns and cert-manager write records; nobody else does.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//dns-zone"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
}

inputs = {
  domain           = local.environment.domain
  security_contact = "security@aerq.example"
}
