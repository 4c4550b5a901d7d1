variable "replicas" {
  description = "Regions besides `location` that hold a copy of every image."
  type        = set(string)
  default     = []

  validation {
    condition     = !contains(var.replicas, var.location)
    error_message = "replicas must not hold location itself."
  }
}

variable "untagged_days" {
  description = "Days after which images without a tag are deleted."
  type        = number
  default     = 14

  validation {
    condition     = var.untagged_days >= 1 && var.untagged_days <= 365
    error_message = "untagged_days must be between 1 and 365."
  }
}

variable "pushers" {
  description = "Object ids of the identities that push images, by name: the runners. Nodes pull by a role that the module aks-cluster assigns."
  type        = map(string)

  validation {
    condition     = alltrue([for id in values(var.pushers) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "pushers must hold object ids (UUIDs in lower case)."
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
