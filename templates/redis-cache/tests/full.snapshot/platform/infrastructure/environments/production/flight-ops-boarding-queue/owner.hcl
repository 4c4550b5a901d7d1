# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11

locals {
  owner = "flight-ops"

  # Object ids in Entra ID.
  access = ["2f9e5b1c-7d1e-4c0a-9a44-0a5d3c6f1b22"]

  tags = {
    service = "component:default/check-in-api"
  }
}
