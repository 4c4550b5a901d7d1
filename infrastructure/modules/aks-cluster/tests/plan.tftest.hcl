# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_kubernetes_cluster" {
    defaults = {
      id              = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.ContainerService/managedClusters/mock"
      oidc_issuer_url = "https://issuer.example/mock/"
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mock"
      principal_id = "00000000-0000-0000-0000-0000000000a1"
      client_id    = "00000000-0000-0000-0000-0000000000a2"
    }
  }
}

variables {
  organisation       = "aerq"
  environment        = "dev"
  location           = "westeurope"
  name               = "platform"
  tags               = { owner = "platform", stack = "example" }
  kubernetes_version = "1.34"
  subnet_id          = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-network/providers/Microsoft.Network/virtualNetworks/vnet-aerq-dev-network/subnets/nodes"
  user_pools = {
    general = { vm_size = "Standard_D8ads_v6", min_count = 2, max_count = 10 }
    batch   = { vm_size = "Standard_D8ads_v6", min_count = 0, max_count = 20, spot = true }
  }
  admin_group_object_ids     = ["11111111-2222-3333-4444-555555555555"]
  log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-aerq-dev-logs/providers/Microsoft.OperationalInsights/workspaces/log-aerq-dev"
  workload_identities = {
    external-dns = { namespace = "external-dns", service_account = "external-dns" }
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_kubernetes_cluster.this.local_account_disabled && azurerm_kubernetes_cluster.this.workload_identity_enabled
    error_message = "No local accounts; workloads sign in without secrets."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.private_cluster_enabled
    error_message = "The API server is private unless somebody says otherwise."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.network_profile[0].network_policy == "cilium"
    error_message = "Network policies are enforced."
  }

  assert {
    condition     = contains(azurerm_kubernetes_cluster_node_pool.user["batch"].node_taints, "kubernetes.azure.com/scalesetpriority=spot:NoSchedule")
    error_message = "Spot machines repel what does not ask for them."
  }

  assert {
    condition     = azurerm_federated_identity_credential.workload["external-dns"].subject == "system:serviceaccount:external-dns:external-dns"
    error_message = "The identity is bound to exactly one ServiceAccount."
  }
}

run "refuses_unknown_environment" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_nobody_to_ask" {
  command = plan

  variables {
    tags = { stack = "example" }
  }

  expect_failures = [var.tags]
}

run "refuses_name_with_capitals" {
  command = plan

  variables {
    name = "Booking"
  }

  expect_failures = [var.name]
}

run "refuses_patch_version" {
  command = plan

  variables {
    kubernetes_version = "1.34.2"
  }

  expect_failures = [var.kubernetes_version]
}

run "refuses_public_without_ranges" {
  command = plan

  variables {
    private_api_server = false
  }

  expect_failures = [var.authorized_ip_ranges]
}

run "refuses_whole_internet" {
  command = plan

  variables {
    private_api_server   = false
    authorized_ip_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.authorized_ip_ranges]
}

run "refuses_pool_name" {
  command = plan

  variables {
    user_pools = { "General-Pool" = { vm_size = "Standard_D8ads_v6", min_count = 1, max_count = 2 } }
  }

  expect_failures = [var.user_pools]
}

run "refuses_no_administrators" {
  command = plan

  variables {
    admin_group_object_ids = []
  }

  expect_failures = [var.admin_group_object_ids]
}

run "refuses_window_too_short" {
  command = plan

  variables {
    maintenance = { day = "Tuesday", start = "02:00", hours = 1 }
  }

  expect_failures = [var.maintenance]
}
