resource "azurerm_monitor_diagnostic_setting" "this" {
  name                           = "audit"
  target_resource_id             = azurerm_kubernetes_cluster.this.id
  log_analytics_workspace_id     = var.log_analytics_workspace_id
  log_analytics_destination_type = "Dedicated"

  # Reads are left out: they are most of the volume and answer no "who changed this".
  dynamic "enabled_log" {
    for_each = ["kube-audit-admin", "guard", "cluster-autoscaler"]
    content {
      category = enabled_log.value
    }
  }
}
