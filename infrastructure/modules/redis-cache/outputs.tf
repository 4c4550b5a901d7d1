output "id" {
  description = "Resource id of the cache."
  value       = azurerm_managed_redis.this.id
}

output "host" {
  description = "Name under which the cache is reached, inside the virtual network; port 10000, TLS only."
  value       = azurerm_managed_redis.this.hostname
}
