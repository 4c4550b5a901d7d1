# The same file in every module: what the root terragrunt.hcl passes to all of them.

variable "organisation" {
  description = "Short name of the organisation; the first part of every name in Azure."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,7}$", var.organisation))
    error_message = "organisation must be 2-8 lower-case letters and digits and begin with a letter, such as \"aerq\"."
  }
}

variable "environment" {
  description = "Environment, as in `runway.environments` of the portal: `dev`, `staging` or `production`."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "environment must be dev, staging or production."
  }
}

variable "location" {
  description = "Azure region, by its programmatic name."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+[a-z0-9]*$", var.location))
    error_message = "location must be the programmatic name of a region, such as \"westeurope\"."
  }
}

variable "name" {
  description = "What this is for, such as `platform` or the name of a service; the last part of every name in Azure."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name)) && !strcontains(var.name, "--")
    error_message = "name must be 3-40 lower-case letters, digits and single hyphens, begin with a letter and not end with a hyphen."
  }
}

variable "tags" {
  description = "Tags of every resource. `owner` (a team) and `stack` say whom to ask and where it is declared."
  type        = map(string)

  validation {
    condition     = alltrue([for key in ["owner", "stack"] : try(length(var.tags[key]) > 0, false)])
    error_message = "tags must hold owner (a team) and stack (where it is declared)."
  }

  validation {
    condition     = length(var.tags) <= 45
    error_message = "tags can hold 45 entries; Azure allows 50 and the modules add up to five."
  }
}
