# What this environment has by default.

provider "azurerm" {
  features {}
}

module "example" {
  source = "../.."

  organisation = "aerq"
  environment  = "dev"
  location     = "westeurope"
  name         = "logs"
  tags         = { owner = "platform", stack = "example" }
}
