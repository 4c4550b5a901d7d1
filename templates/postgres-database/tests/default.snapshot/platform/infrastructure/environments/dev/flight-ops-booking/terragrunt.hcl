# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11
# A PostgreSQL database, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/postgres-database.hcl"
}

inputs = {
  sku_name          = "B_Standard_B2s"
  storage_gb        = 32
  high_availability = null
  databases         = ["booking"]

  backup = {
    days          = 14
    geo_redundant = false
  }
}
