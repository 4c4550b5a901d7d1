output "id" {
  description = "Resource id of the account."
  value       = azurerm_storage_account.this.id
}

output "name" {
  description = "Name of the account."
  value       = azurerm_storage_account.this.name
}

output "blob_endpoint" {
  description = "URL of the blob service, reachable inside the virtual network."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}
