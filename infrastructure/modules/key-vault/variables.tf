variable "readers" {
  description = "Object ids of the Entra ID identities that read secrets, by name."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id in values(var.readers) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "readers must hold object ids (UUIDs in lower case)."
  }
}

variable "administrators" {
  description = "Object ids of the Entra ID groups that administer the vault, by name."
  type        = map(string)

  validation {
    condition     = length(var.administrators) > 0 && alltrue([for id in values(var.administrators) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "administrators must hold at least one object id (a UUID in lower case)."
  }
}

variable "unseal_principal_id" {
  description = "Object id of the identity with which HashiCorp Vault unseals itself; makes the key `vault-unseal` for it. None when empty."
  type        = string
  default     = null
}

variable "recoverable_days" {
  description = "Days for which deleted secrets, keys and the vault itself can be brought back. Only decided at creation."
  type        = number
  default     = 90

  validation {
    condition     = var.recoverable_days >= 7 && var.recoverable_days <= 90
    error_message = "recoverable_days must be between 7 and 90."
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
