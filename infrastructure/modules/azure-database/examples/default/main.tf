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
  name                = "booking"
  tags                = { owner = "platform", stack = "example" }
  sku_name            = "GP_Standard_D2ds_v5"
  subnet_id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/databases"
  private_dns_zone_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/aerq-dev.private.postgres.database.azure.com"
  databases           = ["booking"]
  administrators = {
    platform = { object_id = "11111111-2222-3333-4444-555555555555" }
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}
