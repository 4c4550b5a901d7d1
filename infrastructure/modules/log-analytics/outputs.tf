output "id" {
  description = "Resource id of the workspace; input `log_analytics_workspace_id` of the other modules."
  value       = azurerm_log_analytics_workspace.this.id
}
