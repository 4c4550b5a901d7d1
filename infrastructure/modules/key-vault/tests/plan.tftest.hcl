# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      tenant_id = "00000000-0000-0000-0000-000000000001"
    }
  }

  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.KeyVault/vaults/mock"
      vault_uri = "https://mock.vault.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_key" {
    defaults = {
      resource_versionless_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.KeyVault/vaults/mock/keys/mock"
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
  name                = "platform"
  tags                = { owner = "platform", stack = "example" }
  administrators      = { platform = "11111111-2222-3333-4444-555555555555" }
  unseal_principal_id = "11111111-2222-3333-4444-555555555555"
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/private-endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
  }
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
}

run "defaults" {
  command = plan

  assert {
    condition     = length(azurerm_key_vault.this.name) <= 24
    error_message = "The name fits."
  }

  assert {
    condition     = azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "Nothing is lost for good, and roles decide."
  }

  assert {
    condition     = !azurerm_key_vault.this.public_network_access_enabled
    error_message = "The vault has no public address."
  }

  assert {
    condition     = azurerm_key_vault_key.unseal[0].key_type == "RSA-HSM"
    error_message = "The key that opens Vault never leaves the hardware."
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

run "refuses_nobody_administers" {
  command = plan

  variables {
    administrators = {}
  }

  expect_failures = [var.administrators]
}

run "refuses_recoverable_too_short" {
  command = plan

  variables {
    recoverable_days = 1
  }

  expect_failures = [var.recoverable_days]
}

run "refuses_not_an_object_id" {
  command = plan

  variables {
    readers = { app = "app" }
  }

  expect_failures = [var.readers]
}
