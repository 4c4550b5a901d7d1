output "id" {
  description = "Resource id of the cluster."
  value       = azurerm_kubernetes_cluster.this.id
}

output "name" {
  description = "Name of the cluster, as `az aks get-credentials` takes it."
  value       = azurerm_kubernetes_cluster.this.name
}

output "resource_group_name" {
  description = "Name of the resource group of the cluster."
  value       = azurerm_resource_group.this.name
}

output "oidc_issuer_url" {
  description = "Issuer of the tokens of ServiceAccounts; for federated credentials and for Vault."
  value       = azurerm_kubernetes_cluster.this.oidc_issuer_url
}

output "kubelet_object_id" {
  description = "Object id of the identity with which nodes pull images."
  value       = local.kubelet_object_id
}

output "workload_client_ids" {
  description = "Client ids of the workload identities, by name; value of `azure.workload.identity/client-id`."
  value       = { for name, identity in azurerm_user_assigned_identity.workload : name => identity.client_id }
}
