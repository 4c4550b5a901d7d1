# What this environment has by default. The ids are made up: planning this needs them to be real.

provider "azurerm" {
  features {}
  storage_use_azuread = true
}

module "example" {
  source = "../.."

  organisation        = "aerq"
  environment         = "dev"
  location            = "westeurope"
  name                = "platform"
  tags                = { owner = "platform", stack = "example" }
  administrators      = { platform = "11111111-2222-3333-4444-555555555555" }
  unseal_principal_id = "11111111-2222-3333-4444-555555555555"
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/private-endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}
