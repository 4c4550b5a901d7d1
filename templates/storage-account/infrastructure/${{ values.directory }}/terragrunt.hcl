# runway-run: ${{ values.runId }}
# A storage account, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/storage-account.hcl"
}

inputs = {
{%- set days = values.deleteAfter[values.keepFor] %}
  replication  = "${{ values.replications[values.durability] }}"
  restore_days = ${{ values.restoreDays }}

  containers = {
    {%- if not days %}
    "${{ values.container }}" = {}
    {%- elif days < 90 %}
    "${{ values.container }}" = { delete_after_days = ${{ days }} }
    {%- else %}
    "${{ values.container }}" = { cool_after_days = 30, delete_after_days = ${{ days }} }
    {%- endif %}
  }
}
