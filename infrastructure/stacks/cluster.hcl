# The Kubernetes cluster of the environment. What runs in it is declared in the GitOps repository.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//aks-cluster"
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
  kubernetes_version         = "1.34"
  subnet_id                  = dependency.network.outputs.subnet_ids["nodes"]
  admin_group_object_ids     = [local.environment.platform_group]
  log_analytics_workspace_id = dependency.logs.outputs.id

  # ServiceAccounts of the platform components that sign in to Azure; their charts name the same accounts.
  workload_identities = {
    cert-manager = { namespace = "cert-manager", service_account = "cert-manager" }
    external-dns = { namespace = "external-dns", service_account = "external-dns" }
    vault        = { namespace = "vault", service_account = "vault" }
  }
}
