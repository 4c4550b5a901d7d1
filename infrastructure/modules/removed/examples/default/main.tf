# A plan of it destroys whatever the state still holds.

provider "azurerm" {
  features {}
}

module "example" {
  source = "../.."

  organisation = "aerq"
  environment  = "dev"
  location     = "westeurope"
  name         = "flight-ops-booking"
  tags         = { owner = "flight-ops", stack = "example" }
}
