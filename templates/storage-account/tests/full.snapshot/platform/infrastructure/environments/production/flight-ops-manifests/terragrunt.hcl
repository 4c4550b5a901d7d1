# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11
# A storage account, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/storage-account.hcl"
}

inputs = {
  replication  = "GZRS"
  restore_days = 30

  containers = {
    "passenger-lists" = { cool_after_days = 30, delete_after_days = 365 }
  }
}
