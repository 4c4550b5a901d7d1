# runway-run: ${{ values.runId }}
# A Redis cache, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/redis-cache.hcl"
}

inputs = {
  sku_name          = "${{ values.sizes[values.size] }}"
  high_availability = ${{ "true" if values.replica or values.environment == "production" else "false" }}
  eviction_policy   = "${{ "NoEviction" if values.use == "queue" else "VolatileLRU" }}"
  snapshot_every    = ${{ '"1h"' if values.use == "queue" else "null" }}
}
