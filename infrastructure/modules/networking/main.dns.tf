resource "azurerm_private_dns_zone" "this" {
  for_each = var.private_dns_zones

  name                = each.value
  resource_group_name = azurerm_resource_group.this.name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = var.private_dns_zones

  name                = "link-${local.full_name}"
  private_dns_zone_id = azurerm_private_dns_zone.this[each.value].id
  virtual_network_id  = azurerm_virtual_network.this.id
  tags                = var.tags
}
