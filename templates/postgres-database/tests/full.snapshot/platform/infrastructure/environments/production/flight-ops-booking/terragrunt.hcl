# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11
# A PostgreSQL database, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/postgres-database.hcl"
}

inputs = {
  sku_name          = "GP_Standard_D8ds_v5"
  storage_gb        = 512
  high_availability = "ZoneRedundant"
  databases         = ["booking"]

  backup = {
    days          = 35
    geo_redundant = true
  }
}
