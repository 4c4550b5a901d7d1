# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_container_registry" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.ContainerRegistry/registries/mock"
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }
}

variables {
  organisation = "aerq"
  environment  = "dev"
  location     = "westeurope"
  name         = "images"
  tags         = { owner = "platform", stack = "example" }
  pushers      = { runners = "11111111-2222-3333-4444-555555555555" }
  replicas     = ["northeurope"]
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/private-endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"]
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_container_registry.this.name == "craerqdevimages"
    error_message = "The name follows the convention."
  }

  assert {
    condition     = !azurerm_container_registry.this.admin_enabled && !azurerm_container_registry.this.anonymous_pull_enabled
    error_message = "Nobody pulls or pushes without an identity."
  }

  assert {
    condition     = !azurerm_container_registry.this.public_network_access_enabled
    error_message = "The registry has no public address."
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

run "refuses_replica_at_home" {
  command = plan

  variables {
    replicas = ["westeurope"]
  }

  expect_failures = [var.replicas]
}

run "refuses_kept_too_short" {
  command = plan

  variables {
    untagged_days = 0
  }

  expect_failures = [var.untagged_days]
}

run "refuses_not_an_object_id" {
  command = plan

  variables {
    pushers = { runners = "runners" }
  }

  expect_failures = [var.pushers]
}
