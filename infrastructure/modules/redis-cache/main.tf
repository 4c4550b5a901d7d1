locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_managed_redis" "this" {
  name                      = "redis-${local.full_name}"
  resource_group_name       = azurerm_resource_group.this.name
  location                  = azurerm_resource_group.this.location
  sku_name                  = var.sku_name
  high_availability_enabled = var.high_availability
  public_network_access     = "Disabled"
  tags                      = var.tags

  default_database {
    access_keys_authentication_enabled          = false
    client_protocol                             = "Encrypted"
    clustering_policy                           = "OSSCluster"
    eviction_policy                             = var.eviction_policy
    persistence_redis_database_backup_frequency = var.snapshot_every
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "this" {
  for_each = var.users

  managed_redis_id = azurerm_managed_redis.this.id
  object_id        = each.value
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${azurerm_managed_redis.this.name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "pe-${azurerm_managed_redis.this.name}"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_managed_redis.this.id
    subresource_names              = ["redisEnterprise"]
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  name                       = "metrics"
  target_resource_id         = azurerm_managed_redis.this.id
  log_analytics_workspace_id = var.log_analytics_workspace_id

  enabled_metric {
    category = "AllMetrics"
  }
}
