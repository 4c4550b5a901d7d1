# What this environment has by default. The ids are made up: planning this needs them to be real.

provider "azurerm" {
  features {}
  storage_use_azuread = true
}

module "example" {
  source = "../.."

  organisation  = "aerq"
  environment   = "dev"
  location      = "westeurope"
  name          = "network"
  tags          = { owner = "platform", stack = "example" }
  address_space = "10.20.0.0/16"
  subnets = {
    nodes = { range = "10.20.0.0/20", internet = true }
    ingress = {
      range   = "10.20.16.0/24"
      inbound = [{ name = "https", ports = ["443"], source = "Internet" }]
    }
    databases         = { range = "10.20.17.0/24", delegation = "Microsoft.DBforPostgreSQL/flexibleServers" }
    private-endpoints = { range = "10.20.18.0/24" }
  }
  private_dns_zones = ["privatelink.vaultcore.azure.net"]
}
