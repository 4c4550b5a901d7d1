# Virtual network with a subnet for each purpose, the way out, and the private names of Azure's services.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//networking"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
  space       = local.environment.address_space
}

inputs = {
  address_space = local.space

  subnets = {
    nodes             = { range = cidrsubnet(local.space, 4, 0), internet = true }
    ingress           = { range = cidrsubnet(local.space, 8, 16), inbound = [{ name = "https", ports = ["80", "443"], source = "Internet" }] }
    databases         = { range = cidrsubnet(local.space, 8, 17), delegation = "Microsoft.DBforPostgreSQL/flexibleServers" }
    private-endpoints = { range = cidrsubnet(local.space, 8, 18) }
  }

  private_dns_zones = [
    "${local.environment.name}.private.postgres.database.azure.com",
    "privatelink.azurecr.io",
    "privatelink.blob.core.windows.net",
    "privatelink.redis.azure.net",
    "privatelink.vaultcore.azure.net",
  ]
}
