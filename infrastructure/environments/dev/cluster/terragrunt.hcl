include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/cluster.hcl"
}

inputs = {
  sku_tier    = "Free"
  system_pool = { vm_size = "Standard_D4ads_v6", min_count = 1, max_count = 3 }

  user_pools = {
    general = { vm_size = "Standard_D8ads_v6", min_count = 1, max_count = 6 }
    spot    = { vm_size = "Standard_D8ads_v6", min_count = 0, max_count = 10, spot = true }
  }
}
