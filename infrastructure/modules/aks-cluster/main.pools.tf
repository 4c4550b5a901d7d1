resource "azurerm_kubernetes_cluster_node_pool" "user" {
  for_each = var.user_pools

  name                        = each.key
  kubernetes_cluster_id       = azurerm_kubernetes_cluster.this.id
  mode                        = "User"
  vm_size                     = each.value.vm_size
  auto_scaling_enabled        = true
  min_count                   = each.value.min_count
  max_count                   = each.value.max_count
  host_encryption_enabled     = true
  os_sku                      = "AzureLinux"
  os_disk_type                = "Ephemeral"
  max_pods                    = 110
  vnet_subnet_id              = var.subnet_id
  zones                       = var.zones
  priority                    = each.value.spot ? "Spot" : "Regular"
  eviction_policy             = each.value.spot ? "Delete" : null
  spot_max_price              = each.value.spot ? -1 : null
  temporary_name_for_rotation = substr("t${each.key}", 0, 12)
  tags                        = var.tags

  node_labels = merge(each.value.labels, each.value.spot ? { "kubernetes.azure.com/scalesetpriority" = "spot" } : {})
  node_taints = concat(each.value.taints, each.value.spot ? ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"] : [])

  dynamic "upgrade_settings" {
    for_each = each.value.spot ? [] : [true]
    content {
      max_surge                     = "33%"
      drain_timeout_in_minutes      = 30
      node_soak_duration_in_minutes = 5
      undrainable_node_behavior     = "Cordon"
    }
  }

  lifecycle {
    ignore_changes = [node_count]
  }
}
