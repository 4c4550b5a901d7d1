output "id" {
  description = "Resource id of the server."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "host" {
  description = "Name under which the server is reached, inside the virtual network; port 5432, TLS only."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "databases" {
  description = "Names of the databases."
  value       = [for database in azurerm_postgresql_flexible_server_database.this : database.name]
}
