variable "postgres_version" {
  description = "Major version of PostgreSQL. Going up is possible in place, going down is not."
  type        = string
  default     = "17"

  validation {
    condition     = contains(["15", "16", "17", "18"], var.postgres_version)
    error_message = "postgres_version must be 15, 16, 17 or 18."
  }
}

variable "sku_name" {
  description = "Size, as `<tier>_Standard_<size>`: `B_` burstable (dev only), `GP_` general purpose, `MO_` more memory."
  type        = string

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_[A-Za-z0-9_]+$", var.sku_name))
    error_message = "sku_name must read <tier>_Standard_<size> with tier B, GP or MO, such as \"GP_Standard_D2ds_v5\"."
  }

  validation {
    condition     = var.environment == "dev" || !startswith(var.sku_name, "B_")
    error_message = "Burstable sizes (B_) are for dev only."
  }
}

variable "storage_gb" {
  description = "Storage in gigabytes to begin with; it grows by itself and never shrinks."
  type        = number
  default     = 32

  validation {
    condition     = contains([32, 64, 128, 256, 512, 1024, 2048, 4096], var.storage_gb)
    error_message = "storage_gb must be 32, 64, 128, 256, 512, 1024, 2048 or 4096."
  }
}

variable "subnet_id" {
  description = "Resource id of a subnet delegated to `Microsoft.DBforPostgreSQL/flexibleServers`."
  type        = string

  validation {
    condition     = can(regex("/subnets/[^/]+$", var.subnet_id))
    error_message = "subnet_id must be the resource id of a subnet."
  }
}

variable "private_dns_zone_id" {
  description = "Resource id of the private DNS zone that ends in `.postgres.database.azure.com`."
  type        = string

  validation {
    condition     = can(regex("postgres\\.database\\.azure\\.com$", var.private_dns_zone_id))
    error_message = "private_dns_zone_id must be the resource id of a zone that ends in postgres.database.azure.com."
  }
}

variable "databases" {
  description = "Names of the databases on the server."
  type        = set(string)

  validation {
    condition     = length(var.databases) > 0 && alltrue([for name in var.databases : can(regex("^[a-z][a-z0-9_]{0,62}$", name))])
    error_message = "databases must name at least one database: lower-case letters, digits and underscores, beginning with a letter."
  }

  validation {
    condition     = length(setintersection(var.databases, ["postgres", "azure_maintenance", "azure_sys"])) == 0
    error_message = "postgres, azure_maintenance and azure_sys belong to Azure."
  }
}

variable "administrators" {
  description = "Entra ID principals that administer the server. There are no passwords."
  type = map(object({
    object_id = string
    type      = optional(string, "Group")
  }))

  validation {
    condition     = length(var.administrators) > 0 && alltrue([for each in values(var.administrators) : contains(["Group", "ServicePrincipal", "User"], each.type)])
    error_message = "administrators needs at least one principal of type Group, ServicePrincipal or User."
  }
}

variable "high_availability" {
  description = "`ZoneRedundant` keeps a standby in another zone, `SameZone` in the same; `null` for none (not in production)."
  type        = string
  default     = "ZoneRedundant"

  validation {
    condition     = var.high_availability == null ? true : contains(["ZoneRedundant", "SameZone"], var.high_availability)
    error_message = "high_availability must be ZoneRedundant, SameZone or null."
  }

  validation {
    condition     = var.environment != "production" || var.high_availability == "ZoneRedundant"
    error_message = "Production needs high_availability = \"ZoneRedundant\"."
  }

  validation {
    condition     = var.high_availability == null || !startswith(var.sku_name, "B_")
    error_message = "Burstable sizes (B_) can't be highly available: set high_availability = null."
  }
}

variable "backup" {
  description = "Days for which any second can be restored, and whether backups are kept in the paired region too (only decided at creation)."
  type = object({
    days          = number
    geo_redundant = bool
  })
  default = { days = 14, geo_redundant = false }

  validation {
    condition     = var.backup.days >= 7 && var.backup.days <= 35
    error_message = "backup.days must be between 7 and 35."
  }

  validation {
    condition     = var.environment != "production" || (var.backup.days >= 14 && var.backup.geo_redundant)
    error_message = "Production needs backup.days of 14 or more and backup.geo_redundant = true."
  }
}

variable "maintenance" {
  description = "Weekly window in UTC: `day` 0 (Sunday) to 6, `hour` 0 to 23."
  type = object({
    day  = number
    hour = number
  })
  default = { day = 2, hour = 2 }

  validation {
    condition     = contains(range(0, 7), var.maintenance.day) && contains(range(0, 24), var.maintenance.hour)
    error_message = "maintenance.day must be 0 (Sunday) to 6, and maintenance.hour 0 to 23."
  }
}

variable "settings" {
  description = "Server parameters besides those that the module sets, such as `{ work_mem = \"8192\" }`."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setintersection(keys(var.settings), ["require_secure_transport", "ssl_min_protocol_version", "log_connections", "log_disconnections"])) == 0
    error_message = "require_secure_transport, ssl_min_protocol_version, log_connections and log_disconnections are set by the module."
  }
}

variable "log_analytics_workspace_id" {
  description = "Resource id of the workspace that takes the server's log."
  type        = string
}
