# What this environment has by default. The ids are made up: planning this needs them to be real.

provider "azurerm" {
  features {}
  storage_use_azuread = true
}

module "example" {
  source = "../.."

  organisation     = "aerq"
  environment      = "dev"
  location         = "westeurope"
  name             = "domain"
  tags             = { owner = "platform", stack = "example" }
  domain           = "dev.aerq.example"
  security_contact = "security@aerq.example"
  writers          = { external-dns = "11111111-2222-3333-4444-555555555555" }
}
