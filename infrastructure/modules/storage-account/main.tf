locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
  # 24 letters and digits, unique in the whole of Azure: a readable part and a part that tells equal beginnings apart.
  account_name = "st${substr(replace(local.full_name, "-", ""), 0, 16)}${substr(sha256(local.full_name), 0, 6)}"
  life_cycles = {
    for name, container in var.containers : name => container
    if container.cool_after_days != null || container.delete_after_days != null
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_storage_account" "this" {
  name                            = local.account_name
  resource_group_name             = azurerm_resource_group.this.name
  location                        = azurerm_resource_group.this.location
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = var.replication
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  local_user_enabled              = false
  allow_nested_items_to_be_public = false
  public_network_access_enabled   = false
  allowed_copy_scope              = "PrivateLink"
  tags                            = var.tags

  blob_properties {
    versioning_enabled  = true
    change_feed_enabled = true

    delete_retention_policy {
      days = var.restore_days
    }

    container_delete_retention_policy {
      days = var.restore_days
    }

    restore_policy {
      days = var.restore_days - 1
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_container" "this" {
  for_each = var.containers

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "this" {
  count = length(local.life_cycles) == 0 ? 0 : 1

  storage_account_id = azurerm_storage_account.this.id

  dynamic "rule" {
    for_each = local.life_cycles
    content {
      name    = rule.key
      enabled = true

      filters {
        blob_types   = ["blockBlob"]
        prefix_match = ["${rule.key}/"]
      }

      actions {
        base_blob {
          tier_to_cool_after_days_since_modification_greater_than = rule.value.cool_after_days
          delete_after_days_since_modification_greater_than       = rule.value.delete_after_days
        }

        version {
          delete_after_days_since_creation = var.restore_days
        }
      }
    }
  }
}

resource "azurerm_role_assignment" "contributor" {
  for_each = var.contributors

  scope                = azurerm_storage_account.this.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = each.value
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${azurerm_storage_account.this.name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "pe-${azurerm_storage_account.this.name}"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = ["blob"]
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  name                       = "audit"
  target_resource_id         = "${azurerm_storage_account.this.id}/blobServices/default"
  log_analytics_workspace_id = var.log_analytics_workspace_id

  dynamic "enabled_log" {
    for_each = ["StorageWrite", "StorageDelete"]
    content {
      category = enabled_log.value
    }
  }
}
