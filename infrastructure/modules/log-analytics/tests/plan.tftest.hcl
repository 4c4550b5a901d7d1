# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_log_analytics_workspace" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.OperationalInsights/workspaces/mock"
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
  name         = "logs"
  tags         = { owner = "platform", stack = "example" }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_log_analytics_workspace.this.name == "log-aerq-dev-logs"
    error_message = "The name follows the convention."
  }

  assert {
    condition     = azurerm_management_lock.this.lock_level == "CanNotDelete"
    error_message = "The audit log can't be deleted by mistake."
  }
}

run "refuses_unknown_environment" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_short_memory_in_production" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.retention_days]
}

run "refuses_half_a_gigabyte" {
  command = plan

  variables {
    daily_quota_gb = 0.5
  }

  expect_failures = [var.daily_quota_gb]
}
