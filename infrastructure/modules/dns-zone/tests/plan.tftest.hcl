# Plans only, with a mocked provider: needs the provider's binary, but no account. The provider checks the form of ids, so mocks have one.

mock_provider "azurerm" {
  mock_resource "azurerm_dns_zone" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock/providers/Microsoft.Network/dnsZones/mock"
    }
  }

  mock_resource "azurerm_resource_group" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mock"
    }
  }
}

variables {
  organisation     = "aerq"
  environment      = "dev"
  location         = "westeurope"
  name             = "domain"
  tags             = { owner = "platform", stack = "example" }
  domain           = "dev.aerq.example"
  security_contact = "security@aerq.example"
  writers          = { external-dns = "11111111-2222-3333-4444-555555555555" }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_dns_zone.this.name == "dev.aerq.example"
    error_message = "The zone is that of the domain."
  }

  assert {
    condition     = contains([for record in azurerm_dns_caa_record.this.record : record.value], "letsencrypt.org")
    error_message = "Only the named authorities issue certificates."
  }
}

run "refuses_unknown_environment" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_nobody_to_ask" {
  command = plan

  variables {
    tags = { stack = "example" }
  }

  expect_failures = [var.tags]
}

run "refuses_name_with_capitals" {
  command = plan

  variables {
    name = "Booking"
  }

  expect_failures = [var.name]
}

run "refuses_domain_in_capitals" {
  command = plan

  variables {
    domain = "Dev.aerq.example"
  }

  expect_failures = [var.domain]
}

run "refuses_no_authority" {
  command = plan

  variables {
    certificate_authorities = []
  }

  expect_failures = [var.certificate_authorities]
}

run "refuses_contact_without_at" {
  command = plan

  variables {
    security_contact = "security"
  }

  expect_failures = [var.security_contact]
}

run "refuses_one_name_server" {
  command = plan

  variables {
    delegations = { dev = ["ns1.example."] }
  }

  expect_failures = [var.delegations]
}
