locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
  # 24 characters, unique in the whole of Azure.
  vault_name = "kv-${trimsuffix(substr(local.full_name, 0, 14), "-")}-${substr(sha256(local.full_name), 0, 6)}"
}

data "azurerm_client_config" "current" {}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_key_vault" "this" {
  name                          = local.vault_name
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = "premium"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = var.recoverable_days
  public_network_access_enabled = false
  tags                          = var.tags

  network_acls {
    default_action = "Deny"
    bypass         = "None"
  }
}

resource "azurerm_role_assignment" "reader" {
  for_each = var.readers

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "administrator" {
  for_each = var.administrators

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Administrator"
  principal_id         = each.value
}

resource "azurerm_key_vault_key" "unseal" {
  count = var.unseal_principal_id == null ? 0 : 1

  name         = "vault-unseal"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    expire_after         = "P2Y"
    notify_before_expiry = "P60D"

    automatic {
      time_before_expiry = "P90D"
    }
  }

  lifecycle {
    # Without this key nobody opens Vault again.
    prevent_destroy = true
    ignore_changes  = [expiration_date]
  }

  depends_on = [azurerm_role_assignment.administrator, azurerm_private_endpoint.this]
}

resource "azurerm_role_assignment" "unseal" {
  count = var.unseal_principal_id == null ? 0 : 1

  scope                = azurerm_key_vault_key.unseal[0].resource_versionless_id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = var.unseal_principal_id
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${azurerm_key_vault.this.name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "pe-${azurerm_key_vault.this.name}"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  name                       = "audit"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.log_analytics_workspace_id

  enabled_log {
    category = "AuditEvent"
  }
}
