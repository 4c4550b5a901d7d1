# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }

  mock_resource "azurerm_storage_account" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Storage/storageAccounts/mock"
    }
  }
}

variables {
  organisation = "aerq"
  environment  = "dev"
  location     = "westeurope"
  name         = "booking"
  tags         = { owner = "platform", stack = "example" }
  containers = {
    tickets = {}
    exports = { cool_after_days = 30, delete_after_days = 365 }
  }
  contributors = { booking = "11111111-2222-3333-4444-555555555555" }
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/private-endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}

run "defaults" {
  command = plan

  assert {
    condition     = length(azurerm_storage_account.this.name) <= 24
    error_message = "The name fits."
  }

  assert {
    condition     = !azurerm_storage_account.this.shared_access_key_enabled && !azurerm_storage_account.this.public_network_access_enabled
    error_message = "No keys, no public address."
  }

  assert {
    condition     = alltrue([for container in azurerm_storage_container.this : container.container_access_type == "private"])
    error_message = "No container is public."
  }

  assert {
    condition     = length(azurerm_storage_management_policy.this[0].rule) == 1
    error_message = "Only the container that asks for it has a life cycle."
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

run "refuses_production_in_one_building" {
  command = plan

  variables {
    environment = "production"
    replication = "LRS"
  }

  expect_failures = [var.replication]
}

run "refuses_container_in_capitals" {
  command = plan

  variables {
    containers = { Tickets = {} }
  }

  expect_failures = [var.containers]
}

run "refuses_deleted_before_cool" {
  command = plan

  variables {
    containers = { tickets = { cool_after_days = 30, delete_after_days = 10 } }
  }

  expect_failures = [var.containers]
}

run "refuses_restore_too_short" {
  command = plan

  variables {
    restore_days = 1
  }

  expect_failures = [var.restore_days]
}
