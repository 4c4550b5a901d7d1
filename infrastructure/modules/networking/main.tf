locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
  internet  = { for name, subnet in var.subnets : name => subnet if subnet.internet }
  inbound = merge([
    for name, subnet in var.subnets : {
      for index, rule in subnet.inbound : "${name}/${rule.name}" => merge(rule, {
        subnet   = name
        priority = 200 + index * 10
      })
    }
  ]...)
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-${local.full_name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = [var.address_space]
  tags                = var.tags

  dynamic "ddos_protection_plan" {
    for_each = var.ddos_protection_plan_id == null ? [] : [var.ddos_protection_plan_id]
    content {
      id     = ddos_protection_plan.value
      enable = true
    }
  }
}
