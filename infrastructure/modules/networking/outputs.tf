output "virtual_network_id" {
  description = "Resource id of the virtual network."
  value       = azurerm_virtual_network.this.id
}

output "subnet_ids" {
  description = "Resource ids of the subnets, by name."
  value       = { for name, subnet in azurerm_subnet.this : name => subnet.id }
}

output "private_dns_zone_ids" {
  description = "Resource ids of the private DNS zones, by domain."
  value       = { for name, zone in azurerm_private_dns_zone.this : name => zone.id }
}

output "outbound_ip_addresses" {
  description = "Addresses from which subnets with `internet` are seen outside; for partners who let in by address."
  value       = azurerm_public_ip.outbound[*].ip_address
}
