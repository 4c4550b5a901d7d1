# Where the audit logs of all stacks of the environment go.

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//log-analytics"
}
