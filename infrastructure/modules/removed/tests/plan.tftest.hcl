# Plans only, with a mocked provider: needs the provider's binary, but no account.

mock_provider "azurerm" {}

variables {
  organisation = "aerq"
  environment  = "dev"
  location     = "westeurope"
  name         = "flight-ops-booking"
  tags         = { owner = "flight-ops", stack = "example" }
}

run "says_what_was_here" {
  command = plan

  assert {
    condition     = output.name == "flight-ops-booking"
    error_message = "The name is that of the folder."
  }

  assert {
    condition     = output.owner == "flight-ops"
    error_message = "The owner is the team."
  }
}

run "refuses_unknown_environment" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_a_name_in_capitals" {
  command = plan

  variables {
    name = "Booking"
  }

  expect_failures = [var.name]
}

run "refuses_to_belong_to_nobody" {
  command = plan

  variables {
    tags = { stack = "example" }
  }

  expect_failures = [var.tags]
}
