resource "azurerm_public_ip" "outbound" {
  count = length(local.internet) == 0 ? 0 : var.outbound_ip_count

  name                = "pip-${local.full_name}-outbound-${count.index + 1}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  allocation_method   = "Static"
  sku                 = "StandardV2"
  tags                = var.tags
}

resource "azurerm_nat_gateway" "this" {
  count = length(local.internet) == 0 ? 0 : 1

  name                = "ng-${local.full_name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  # Redundant over all zones; a Standard gateway lives in one.
  sku_name = "StandardV2"
  tags     = var.tags
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  count = length(azurerm_public_ip.outbound)

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.outbound[count.index].id
}

resource "azurerm_subnet_nat_gateway_association" "this" {
  for_each = local.internet

  subnet_id      = azurerm_subnet.this[each.key].id
  nat_gateway_id = azurerm_nat_gateway.this[0].id
}
