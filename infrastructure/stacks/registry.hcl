# Where images lie. One registry serves all environments, so that what was tested is what runs: it belongs to production.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//container-registry"
}

locals {
  environment = read_terragrunt_config(find_in_parent_folders("environment.hcl")).locals
}

dependency "network" {
  config_path = "../network"

  # A first plan of everything has no network yet.
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs = {
    virtual_network_id   = "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/virtualNetworks/mock"
    subnet_ids           = { for name in ["nodes", "ingress", "databases", "private-endpoints"] : name => "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/virtualNetworks/mock/subnets/${name}" }
    private_dns_zone_ids = { for name in ["privatelink.azurecr.io", "privatelink.vaultcore.azure.net"] : name => "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/privateDnsZones/${name}" }
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
  pushers                    = { runners = local.environment.runners }
  log_analytics_workspace_id = dependency.logs.outputs.id

  private_endpoint = {
    subnet_id    = dependency.network.outputs.subnet_ids["private-endpoints"]
    dns_zone_ids = [dependency.network.outputs.private_dns_zone_ids["privatelink.azurecr.io"]]
  }
}
