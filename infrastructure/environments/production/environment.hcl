# What the stacks of this environment have in common. Ids are those of the organisation's Azure tenant: they are no secrets.

locals {
  name            = "production"
  location        = "westeurope"
  subscription_id = "00000000-0000-0000-0000-000000000003"
  tenant_id       = "00000000-0000-0000-0000-0000000000ff"

  # Entra ID groups, by object id.
  platform_group = "10000000-0000-0000-0000-000000000001"
  runners        = "10000000-0000-0000-0000-000000000002"

  # One /16 for each environment, so that they can be peered.
  address_space = "10.30.0.0/16"
  domain        = "production.apps.aerq.example"
}
