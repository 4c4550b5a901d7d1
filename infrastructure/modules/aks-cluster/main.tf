locals {
  full_name = "${var.organisation}-${var.environment}-${var.name}"
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.full_name}"
  location = var.location
  tags     = var.tags
}

resource "azurerm_user_assigned_identity" "cluster" {
  name                = "id-${local.full_name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = var.tags
}

# The cluster attaches load balancers and nodes to a subnet that belongs to another stack.
resource "azurerm_role_assignment" "subnet" {
  scope                = var.subnet_id
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "aks-${local.full_name}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  node_resource_group = "rg-${local.full_name}-nodes"
  dns_prefix          = local.full_name
  kubernetes_version  = var.kubernetes_version
  sku_tier            = var.sku_tier
  support_plan        = var.sku_tier == "Premium" ? "AKSLongTermSupport" : "KubernetesOfficial"
  tags                = var.tags

  private_cluster_enabled = var.private_api_server
  private_dns_zone_id     = var.private_api_server ? "System" : null

  role_based_access_control_enabled = true
  local_account_disabled            = true
  run_command_enabled               = false
  oidc_issuer_enabled               = true
  workload_identity_enabled         = true
  azure_policy_enabled              = true
  image_cleaner_enabled             = true
  image_cleaner_interval_hours      = 168

  automatic_upgrade_channel = "patch"
  node_os_upgrade_channel   = "NodeImage"

  azure_active_directory_role_based_access_control {
    # Kubernetes RBAC, from Git: the tenant chart binds the groups of the teams.
    azure_rbac_enabled     = false
    admin_group_object_ids = var.admin_group_object_ids
  }

  dynamic "api_server_access_profile" {
    for_each = var.private_api_server ? [] : [var.authorized_ip_ranges]
    content {
      authorized_ip_ranges = api_server_access_profile.value
    }
  }

  default_node_pool {
    name                         = "system"
    vm_size                      = var.system_pool.vm_size
    auto_scaling_enabled         = true
    min_count                    = var.system_pool.min_count
    max_count                    = var.system_pool.max_count
    only_critical_addons_enabled = true
    host_encryption_enabled      = true
    os_sku                       = "AzureLinux"
    os_disk_type                 = "Ephemeral"
    max_pods                     = 110
    vnet_subnet_id               = var.subnet_id
    zones                        = var.zones
    temporary_name_for_rotation  = "systemtmp"
    tags                         = var.tags

    upgrade_settings {
      max_surge                     = "33%"
      drain_timeout_in_minutes      = 30
      node_soak_duration_in_minutes = 5
      undrainable_node_behavior     = "Cordon"
    }
  }

  node_provisioning_profile {
    mode = "Manual"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_policy      = "cilium"
    network_data_plane  = "cilium"
    outbound_type       = "userAssignedNATGateway"
    load_balancer_sku   = "standard"
    pod_cidr            = var.pod_range
    service_cidr        = var.service_range
    dns_service_ip      = cidrhost(var.service_range, 10)
  }

  maintenance_window_auto_upgrade {
    frequency   = "Weekly"
    interval    = 1
    day_of_week = var.maintenance.day
    start_time  = var.maintenance.start
    utc_offset  = "+00:00"
    duration    = var.maintenance.hours
  }

  maintenance_window_node_os {
    frequency   = "Weekly"
    interval    = 1
    day_of_week = var.maintenance.day
    start_time  = var.maintenance.start
    utc_offset  = "+00:00"
    duration    = var.maintenance.hours
  }

  lifecycle {
    # The autoscaler changes the count, and the upgrade channel the patch.
    ignore_changes = [default_node_pool[0].node_count]
  }

  depends_on = [azurerm_role_assignment.subnet]
}
