variable "address_space" {
  description = "IPv4 range of the virtual network; /22 or larger. Ranges of the environments must not overlap, so that they can be peered."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.address_space)) && try(tonumber(split("/", var.address_space)[1]), 33) <= 22
    error_message = "address_space must be an IPv4 range in CIDR notation, /22 or larger, such as \"10.20.0.0/16\"."
  }
}

variable "subnets" {
  description = <<-EOT
    Subnets by name. `range` is IPv4 in CIDR notation inside `address_space`; `delegation` the service that owns the subnet, such as
    `Microsoft.DBforPostgreSQL/flexibleServers`; `inbound` what is let in besides traffic of the virtual network and Azure's load balancer.
  EOT
  type = map(object({
    range      = string
    delegation = optional(string)
    internet   = optional(bool, false)
    inbound = optional(list(object({
      name   = string
      ports  = list(string)
      source = string
    })), [])
  }))

  validation {
    condition     = length(var.subnets) > 0
    error_message = "subnets must name at least one subnet."
  }

  validation {
    condition     = alltrue([for name in keys(var.subnets) : can(regex("^[a-z][a-z0-9-]{1,30}$", name))])
    error_message = "The name of a subnet must be lower-case letters, digits and hyphens and begin with a letter."
  }

  validation {
    condition     = alltrue([for subnet in values(var.subnets) : can(cidrnetmask(subnet.range))])
    error_message = "range of a subnet must be an IPv4 range in CIDR notation, such as \"10.20.4.0/24\"."
  }

  validation {
    condition     = alltrue([for subnet in values(var.subnets) : try(cidrcontains(var.address_space, subnet.range), false)])
    error_message = "range of a subnet must lie inside address_space."
  }

  validation {
    condition     = alltrue([for subnet in values(var.subnets) : length(distinct([for rule in subnet.inbound : rule.name])) == length(subnet.inbound)])
    error_message = "The names of the inbound rules of a subnet must differ."
  }

  validation {
    condition     = alltrue(flatten([for subnet in values(var.subnets) : [for rule in subnet.inbound : rule.source != "*" && rule.source != "0.0.0.0/0"]]))
    error_message = "source of an inbound rule must be a range or a service tag; say \"Internet\" when everybody is meant."
  }
}

variable "private_dns_zones" {
  description = "Private DNS zones linked with the virtual network, such as `privatelink.postgres.database.azure.com`."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for zone in var.private_dns_zones : can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", zone))])
    error_message = "A private DNS zone must be a domain name in lower case."
  }
}

variable "outbound_ip_count" {
  description = "Public addresses of the NAT gateway through which subnets with `internet` reach the outside; each gives 64,512 ports."
  type        = number
  default     = 1

  validation {
    condition     = var.outbound_ip_count >= 1 && var.outbound_ip_count <= 16
    error_message = "outbound_ip_count must be between 1 and 16."
  }
}

variable "ddos_protection_plan_id" {
  description = "Resource id of the organisation's DDoS protection plan; none when empty."
  type        = string
  default     = null
}
