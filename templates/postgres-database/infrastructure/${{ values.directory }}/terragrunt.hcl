# runway-run: ${{ values.runId }}
# A PostgreSQL database, ordered in the portal. Change it by a merge request: size here, team and access in owner.hcl.

include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

include "stack" {
  path = "${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/postgres-database.hcl"
}

inputs = {
{%- set standby = values.standby or values.environment == "production" %}
{%- set burstable = values.size == "small" and values.environment == "dev" and not standby %}
{%- set size = values.sizes[values.size] %}
  sku_name          = "${{ values.burstable if burstable else size.sku }}"
  storage_gb        = ${{ size.storage }}
  high_availability = ${{ '"ZoneRedundant"' if standby else "null" }}
  databases         = ["${{ values.resourceName | replace("-", "_") }}"]

  backup = {
    days          = ${{ 14 if values.environment == "production" and values.backupDays < 14 else values.backupDays }}
    geo_redundant = ${{ values.environment == "production" }}
  }
}
