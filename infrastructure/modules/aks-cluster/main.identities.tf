locals {
  kubelet_object_id = one(azurerm_kubernetes_cluster.this.kubelet_identity[*].object_id)
}

resource "azurerm_role_assignment" "pull" {
  for_each = var.container_registry_ids

  scope                = each.value
  role_definition_name = "AcrPull"
  principal_id         = local.kubelet_object_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_user_assigned_identity" "workload" {
  for_each = var.workload_identities

  name                = "id-${local.full_name}-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "workload" {
  for_each = var.workload_identities

  name                      = "${each.value.namespace}-${each.value.service_account}"
  user_assigned_identity_id = azurerm_user_assigned_identity.workload[each.key].id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = azurerm_kubernetes_cluster.this.oidc_issuer_url
  subject                   = "system:serviceaccount:${each.value.namespace}:${each.value.service_account}"
}
