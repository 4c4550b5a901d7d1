output "id" {
  description = "Resource id of the registry; input `container_registry_ids` of module aks-cluster."
  value       = azurerm_container_registry.this.id
}

output "host" {
  description = "Name of the registry, the first part of the name of an image."
  value       = azurerm_container_registry.this.login_server
}
