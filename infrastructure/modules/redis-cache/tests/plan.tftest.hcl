# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_managed_redis" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Cache/redisEnterprise/mock"
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
  name         = "booking"
  tags         = { owner = "platform", stack = "example" }
  sku_name     = "Balanced_B1"
  users        = { booking = "11111111-2222-3333-4444-555555555555" }
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/private-endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net"]
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_managed_redis.this.public_network_access == "Disabled"
    error_message = "The cache has no public address."
  }

  assert {
    condition     = !azurerm_managed_redis.this.default_database[0].access_keys_authentication_enabled
    error_message = "There are no access keys."
  }

  assert {
    condition     = length(azurerm_managed_redis_access_policy_assignment.this) == 1
    error_message = "Only the named identities get in."
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

run "refuses_retired_product" {
  command = plan

  variables {
    sku_name = "Standard_C1"
  }

  expect_failures = [var.sku_name]
}

run "refuses_production_without_replica" {
  command = plan

  variables {
    environment       = "production"
    high_availability = false
  }

  expect_failures = [var.high_availability]
}

run "refuses_unknown_policy" {
  command = plan

  variables {
    eviction_policy = "Random"
  }

  expect_failures = [var.eviction_policy]
}

run "refuses_not_an_object_id" {
  command = plan

  variables {
    users = { booking = "booking" }
  }

  expect_failures = [var.users]
}
