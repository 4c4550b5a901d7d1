# A stack that is being taken down: its folder includes this file instead of its own, is applied, which destroys everything in it, and is
# removed then. The portal does both (docs: "Order infrastructure").

terraform {
  source = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//removed"
}
