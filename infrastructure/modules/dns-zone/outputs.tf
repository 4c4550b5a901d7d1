output "id" {
  description = "Resource id of the zone."
  value       = azurerm_dns_zone.this.id
}

output "name_servers" {
  description = "Name servers of the zone; the parent zone delegates to them."
  value       = azurerm_dns_zone.this.name_servers
}
