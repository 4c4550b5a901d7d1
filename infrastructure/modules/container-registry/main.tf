locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_container_registry" "this" {
  # Letters and digits only, unique in the whole of Azure.
  name                          = "cr${replace(local.full_name, "-", "")}"
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  sku                           = "Premium"
  admin_enabled                 = false
  anonymous_pull_enabled        = false
  public_network_access_enabled = false
  export_policy_enabled         = false
  data_endpoint_enabled         = true
  zone_redundancy_enabled       = true
  retention_policy_in_days      = var.untagged_days
  network_rule_bypass_option    = "None"
  tags                          = var.tags

  dynamic "georeplications" {
    for_each = var.replicas
    content {
      location                        = georeplications.value
      zone_redundancy_enabled         = true
      global_endpoint_routing_enabled = true
      tags                            = var.tags
    }
  }
}

resource "azurerm_role_assignment" "push" {
  for_each = var.pushers

  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPush"
  principal_id         = each.value
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${azurerm_container_registry.this.name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "pe-${azurerm_container_registry.this.name}"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_container_registry.this.id
    subresource_names              = ["registry"]
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  name                       = "audit"
  target_resource_id         = azurerm_container_registry.this.id
  log_analytics_workspace_id = var.log_analytics_workspace_id

  dynamic "enabled_log" {
    for_each = ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"]
    content {
      category = enabled_log.value
    }
  }
}
