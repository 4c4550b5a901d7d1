include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/logs.hcl"
}

inputs = {
  retention_days = 30
}
