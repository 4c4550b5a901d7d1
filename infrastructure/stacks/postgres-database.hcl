# A PostgreSQL server that a team has ordered in the portal: where it lies, who administers it. Its own folder says how large it is.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//azure-database"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
  about       = read_terragrunt_config("${get_terragrunt_dir()}/owner.hcl").locals
}

dependency "network" {
  config_path = "../network"

  # A first plan of everything has no network yet.
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs = {
    subnet_ids           = { for name in ["nodes", "ingress", "databases", "private-endpoints"] : name => "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/virtualNetworks/mock/subnets/${name}" }
    private_dns_zone_ids = { for name in ["${local.environment.name}.private.postgres.database.azure.com"] : name => "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/privateDnsZones/${name}" }
  }
}

dependency "logs" {
  config_path = "../logs"

  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs = {
    id = "/subscriptions/0/resourceGroups/mock/providers/Microsoft.OperationalInsights/workspaces/mock"
  }
}

inputs = {
  subnet_id                  = dependency.network.outputs.subnet_ids["databases"]
  private_dns_zone_id        = dependency.network.outputs.private_dns_zone_ids["${local.environment.name}.private.postgres.database.azure.com"]
  log_analytics_workspace_id = dependency.logs.outputs.id

  administrators = merge(
    { platform = { object_id = local.environment.platform_group } },
    { for id in local.about.access : id => { object_id = id } },
  )
}
