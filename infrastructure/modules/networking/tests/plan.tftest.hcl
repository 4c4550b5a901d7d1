# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_nat_gateway" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/natGateways/mock"
    }
  }

  mock_resource "azurerm_network_security_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/networkSecurityGroups/mock"
    }
  }

  mock_resource "azurerm_private_dns_zone" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/privateDnsZones/mock"
    }
  }

  mock_resource "azurerm_public_ip" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/publicIPAddresses/mock"
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }

  mock_resource "azurerm_subnet" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/virtualNetworks/mock/subnets/mock"
    }
  }

  mock_resource "azurerm_virtual_network" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/virtualNetworks/mock"
    }
  }
}

variables {
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

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_virtual_network.this.name == "vnet-aerq-dev-network"
    error_message = "The name follows the convention."
  }

  assert {
    condition     = alltrue([for subnet in azurerm_subnet.this : !subnet.default_outbound_access_enabled])
    error_message = "No subnet reaches the Internet by Azure's shared addresses."
  }

  assert {
    condition     = length(azurerm_network_security_group.this) == 4 && length(azurerm_network_security_rule.deny_internet) == 4
    error_message = "Every subnet has a security group that refuses the Internet."
  }

  assert {
    condition     = azurerm_network_security_rule.inbound["ingress/https"].priority < azurerm_network_security_rule.deny_internet["ingress"].priority
    error_message = "What is let in comes before what is refused."
  }

  assert {
    condition     = length(azurerm_subnet_nat_gateway_association.this) == 1
    error_message = "Only the subnet that asks for it is connected with the NAT gateway."
  }
}

run "refuses_unknown_environment" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_nobody_to_ask" {
  command = plan

  variables {
    tags = { stack = "example" }
  }

  expect_failures = [var.tags]
}

run "refuses_name_with_capitals" {
  command = plan

  variables {
    name = "Booking"
  }

  expect_failures = [var.name]
}

run "refuses_address_space_too_small" {
  command = plan

  variables {
    address_space = "10.20.0.0/24"
    subnets       = { nodes = { range = "10.20.0.0/26" } }
  }

  expect_failures = [var.address_space]
}

run "refuses_subnet_outside" {
  command = plan

  variables {
    subnets = { nodes = { range = "10.99.0.0/24" } }
  }

  expect_failures = [var.subnets]
}

run "refuses_rule_from_everywhere" {
  command = plan

  variables {
    subnets = { nodes = { range = "10.20.0.0/24", inbound = [{ name = "ssh", ports = ["22"], source = "*" }] } }
  }

  expect_failures = [var.subnets]
}

run "refuses_dns_zone_in_capitals" {
  command = plan

  variables {
    private_dns_zones = ["PrivateLink.example"]
  }

  expect_failures = [var.private_dns_zones]
}
