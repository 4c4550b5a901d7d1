locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_dns_zone" "this" {
  name                = var.domain
  resource_group_name = azurerm_resource_group.this.name
  tags                = var.tags

  lifecycle {
    # A zone made anew has other name servers, and the domain is gone until the parent says so.
    prevent_destroy = true
  }
}

resource "azurerm_dns_caa_record" "this" {
  name                = "@"
  resource_group_name = azurerm_resource_group.this.name
  zone_name           = azurerm_dns_zone.this.name
  ttl                 = 3600
  tags                = var.tags

  dynamic "record" {
    for_each = var.certificate_authorities
    content {
      flags = 0
      tag   = "issue"
      value = record.value
    }
  }

  record {
    flags = 0
    tag   = "iodef"
    value = "mailto:${var.security_contact}"
  }
}

resource "azurerm_dns_ns_record" "this" {
  for_each = var.delegations

  name                = each.key
  resource_group_name = azurerm_resource_group.this.name
  zone_name           = azurerm_dns_zone.this.name
  ttl                 = 3600
  records             = each.value
  tags                = var.tags
}

resource "azurerm_role_assignment" "writer" {
  for_each = var.writers

  scope                = azurerm_dns_zone.this.id
  role_definition_name = "DNS Zone Contributor"
  principal_id         = each.value
}
