# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11
# A Redis cache, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/redis-cache.hcl"
}

inputs = {
  sku_name          = "Balanced_B20"
  high_availability = true
  eviction_policy   = "NoEviction"
  snapshot_every    = "1h"
}
