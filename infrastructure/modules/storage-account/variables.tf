variable "replication" {
  description = "`LRS` one building, `ZRS` three zones, `GZRS` three zones and the paired region."
  type        = string
  default     = "ZRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GZRS"], var.replication)
    error_message = "replication must be LRS, ZRS or GZRS."
  }

  validation {
    condition     = var.environment != "production" || var.replication != "LRS"
    error_message = "Production needs replication ZRS or GZRS."
  }
}

variable "containers" {
  description = <<-EOT
    Blob containers by name. `cool_after_days` moves blobs to cheaper storage, `delete_after_days` deletes them; both count from the last
    change and are off when empty.
  EOT
  type = map(object({
    cool_after_days   = optional(number)
    delete_after_days = optional(number)
  }))

  validation {
    condition     = alltrue([for name in keys(var.containers) : can(regex("^[a-z0-9]([a-z0-9]|-[a-z0-9]){2,62}$", name))])
    error_message = "The name of a container is 3-63 lower-case letters, digits and single hyphens."
  }

  validation {
    condition     = alltrue([for each in values(var.containers) : coalesce(each.delete_after_days, 99999) > coalesce(each.cool_after_days, 0) && coalesce(each.cool_after_days, 1) >= 1])
    error_message = "cool_after_days must be at least 1 and less than delete_after_days."
  }
}

variable "restore_days" {
  description = "Days for which deleted or overwritten blobs can be brought back."
  type        = number
  default     = 14

  validation {
    condition     = var.restore_days >= 7 && var.restore_days <= 365
    error_message = "restore_days must be between 7 and 365."
  }
}

variable "contributors" {
  description = "Object ids of the Entra ID identities that read and write blobs, by name. There are no account keys."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id in values(var.contributors) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "contributors must hold object ids (UUIDs in lower case)."
  }
}

variable "private_endpoint" {
  description = "Subnet and private DNS zones of the private endpoint: the only way in."
  type = object({
    subnet_id    = string
    dns_zone_ids = list(string)
  })

  validation {
    condition     = can(regex("/subnets/[^/]+$", var.private_endpoint.subnet_id)) && length(var.private_endpoint.dns_zone_ids) > 0
    error_message = "private_endpoint needs the resource id of a subnet and at least one private DNS zone."
  }
}

variable "log_analytics_workspace_id" {
  description = "Resource id of the workspace that takes the audit log."
  type        = string
}
