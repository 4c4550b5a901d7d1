# runway-run: 6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11

locals {
  owner = "flight-ops"

  # Object ids in Entra ID.
  access = []

  tags = {
    data-classification = "internal"
  }
}
