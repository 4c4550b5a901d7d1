# What this environment has by default. The ids are made up: planning this needs them to be real.

provider "azurerm" {
  features {}
  storage_use_azuread = true
}

module "example" {
  source = "../.."

  organisation       = "aerq"
  environment        = "dev"
  location           = "westeurope"
  name               = "platform"
  tags               = { owner = "platform", stack = "example" }
  kubernetes_version = "1.34"
  subnet_id          = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/nodes"
  user_pools = {
    general = { vm_size = "Standard_D8ads_v6", min_count = 2, max_count = 10 }
    batch   = { vm_size = "Standard_D8ads_v6", min_count = 0, max_count = 20, spot = true }
  }
  admin_group_object_ids     = ["11111111-2222-3333-4444-555555555555"]
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
  workload_identities = {
    external-dns = { namespace = "external-dns", service_account = "external-dns" }
  }
}
