# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      tenant_id = "00000000-0000-0000-0000-000000000001"
    }
  }

  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.DBforPostgreSQL/flexibleServers/mock"
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }
}

variables {
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

run "defaults" {
  command = plan

  assert {
    condition     = !azurerm_postgresql_flexible_server.this.public_network_access_enabled
    error_message = "The server has no public address."
  }

  assert {
    condition     = !azurerm_postgresql_flexible_server.this.authentication[0].password_auth_enabled
    error_message = "There are no passwords."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.high_availability[0].mode == "ZoneRedundant"
    error_message = "A standby lies in another zone."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_configuration.this["require_secure_transport"].value == "on"
    error_message = "TLS only."
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

run "refuses_burstable_in_production" {
  command = plan

  variables {
    environment       = "production"
    sku_name          = "B_Standard_B2s"
    high_availability = null
    backup            = { days = 14, geo_redundant = true }
  }

  expect_failures = [var.sku_name]
}

run "refuses_production_without_standby" {
  command = plan

  variables {
    environment       = "production"
    high_availability = null
    backup            = { days = 14, geo_redundant = true }
  }

  expect_failures = [var.high_availability]
}

run "refuses_production_without_geo_backup" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.backup]
}

run "refuses_odd_storage" {
  command = plan

  variables {
    storage_gb = 100
  }

  expect_failures = [var.storage_gb]
}

run "refuses_database_of_azure" {
  command = plan

  variables {
    databases = ["postgres"]
  }

  expect_failures = [var.databases]
}

run "refuses_settings_of_the_module" {
  command = plan

  variables {
    settings = { require_secure_transport = "off" }
  }

  expect_failures = [var.settings]
}
