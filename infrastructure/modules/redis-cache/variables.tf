variable "sku_name" {
  description = "Size of Azure Managed Redis, as `<family>_<size>`, such as `Balanced_B1`."
  type        = string

  validation {
    condition     = can(regex("^(Balanced_B|MemoryOptimized_M|ComputeOptimized_X|FlashOptimized_A)[0-9]+$", var.sku_name))
    error_message = "sku_name must be a size of Azure Managed Redis, such as \"Balanced_B1\" or \"MemoryOptimized_M10\"."
  }
}

variable "high_availability" {
  description = "Whether a replica in another zone takes over. Only decided at creation."
  type        = bool
  default     = true

  validation {
    condition     = var.environment != "production" || var.high_availability
    error_message = "Production needs high_availability = true."
  }
}

variable "eviction_policy" {
  description = "What goes when memory is full. `VolatileLRU` suits a cache, `NoEviction` a queue."
  type        = string
  default     = "VolatileLRU"

  validation {
    condition     = contains(["AllKeysLFU", "AllKeysLRU", "AllKeysRandom", "VolatileLRU", "VolatileLFU", "VolatileTTL", "VolatileRandom", "NoEviction"], var.eviction_policy)
    error_message = "eviction_policy must be one of AllKeysLFU, AllKeysLRU, AllKeysRandom, VolatileLRU, VolatileLFU, VolatileTTL, VolatileRandom and NoEviction."
  }
}

variable "snapshot_every" {
  description = "How often the content is written to disk: `1h`, `6h`, `12h`, or `null` for a cache that may start empty."
  type        = string
  default     = null

  validation {
    condition     = var.snapshot_every == null ? true : contains(["1h", "6h", "12h"], var.snapshot_every)
    error_message = "snapshot_every must be 1h, 6h, 12h or null."
  }
}

variable "users" {
  description = "Object ids of the Entra ID identities that may use the cache, by name. There are no access keys."
  type        = map(string)

  validation {
    condition     = alltrue([for id in values(var.users) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "users must hold object ids (UUIDs in lower case)."
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
