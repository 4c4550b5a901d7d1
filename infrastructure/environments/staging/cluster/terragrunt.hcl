include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/cluster.hcl"
}

inputs = {
  user_pools = {
    general = { vm_size = "Standard_D8ads_v6", min_count = 2, max_count = 6 }
  }
}
