# A storage account that a team has ordered in the portal: where it lies, who may use it. Its own folder says what it keeps and how.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//storage-account"
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
    private_dns_zone_ids = { for name in ["privatelink.blob.core.windows.net"] : name => "/subscriptions/0/resourceGroups/mock/providers/Microsoft.Network/privateDnsZones/${name}" }
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
  contributors               = { for id in local.about.access : id => id }
  log_analytics_workspace_id = dependency.logs.outputs.id

  private_endpoint = {
    subnet_id    = dependency.network.outputs.subnet_ids["private-endpoints"]
    dns_zone_ids = [dependency.network.outputs.private_dns_zone_ids["privatelink.blob.core.windows.net"]]
  }
}
