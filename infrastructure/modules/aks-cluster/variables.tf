variable "kubernetes_version" {
  description = "Minor version of Kubernetes, such as `1.34`; Azure takes its newest patch in the maintenance window."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version, such as \"1.34\"; patches come by themselves."
  }
}

variable "subnet_id" {
  description = "Resource id of the subnet of the nodes. Pods have addresses of their own (overlay)."
  type        = string

  validation {
    condition     = can(regex("/subnets/[^/]+$", var.subnet_id))
    error_message = "subnet_id must be the resource id of a subnet."
  }
}

variable "system_pool" {
  description = "Node pool of what belongs to the cluster itself; nothing else is scheduled there."
  type = object({
    vm_size   = string
    min_count = number
    max_count = number
  })
  default = { vm_size = "Standard_D4ads_v6", min_count = 3, max_count = 5 }

  validation {
    condition     = var.system_pool.min_count >= 1 && var.system_pool.max_count >= var.system_pool.min_count && var.system_pool.max_count <= 20
    error_message = "system_pool needs 1 <= min_count <= max_count <= 20."
  }
}

variable "user_pools" {
  description = <<-EOT
    Node pools of workloads, by name. `taints` as `key=value:Effect`; `spot` machines cost less and can be taken away at any time, so they
    carry the taint that Azure demands.
  EOT
  type = map(object({
    vm_size   = string
    min_count = number
    max_count = number
    labels    = optional(map(string), {})
    taints    = optional(list(string), [])
    spot      = optional(bool, false)
  }))

  validation {
    condition     = length(var.user_pools) > 0 && alltrue([for name in keys(var.user_pools) : can(regex("^[a-z][a-z0-9]{0,11}$", name))])
    error_message = "user_pools needs at least one pool; the name of a pool is 1-12 lower-case letters and digits and begins with a letter."
  }

  validation {
    condition     = alltrue([for pool in values(var.user_pools) : pool.min_count >= 0 && pool.max_count >= max(1, pool.min_count) && pool.max_count <= 1000])
    error_message = "A pool needs 0 <= min_count <= max_count and 1 <= max_count <= 1000."
  }

  validation {
    condition     = alltrue(flatten([for pool in values(var.user_pools) : [for taint in pool.taints : can(regex("^[^=:]+=[^=:]*:(NoSchedule|PreferNoSchedule|NoExecute)$", taint))]]))
    error_message = "A taint must read key=value:Effect, with NoSchedule, PreferNoSchedule or NoExecute."
  }
}

variable "zones" {
  description = "Availability zones of the nodes."
  type        = set(string)
  default     = ["1", "2", "3"]

  validation {
    condition     = length(setsubtract(var.zones, ["1", "2", "3"])) == 0 && length(var.zones) > 0
    error_message = "zones must be some of \"1\", \"2\" and \"3\"."
  }
}

variable "admin_group_object_ids" {
  description = "Object ids of the Entra ID groups that administer the cluster. There are no local accounts."
  type        = set(string)

  validation {
    condition     = length(var.admin_group_object_ids) > 0 && alltrue([for id in var.admin_group_object_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "admin_group_object_ids must hold at least one object id (a UUID in lower case)."
  }
}

variable "private_api_server" {
  description = "Whether the API server has a private address only."
  type        = bool
  default     = true
}

variable "authorized_ip_ranges" {
  description = "Who reaches a public API server, in CIDR notation. Must be empty for a private one and must not be empty for a public one."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.authorized_ip_ranges : can(cidrnetmask(range)) && range != "0.0.0.0/0"])
    error_message = "authorized_ip_ranges must be IPv4 ranges in CIDR notation; the whole Internet is not one of them."
  }

  validation {
    condition     = var.private_api_server == (length(var.authorized_ip_ranges) == 0)
    error_message = "A private API server takes no authorized_ip_ranges, and a public one needs them."
  }
}

variable "pod_range" {
  description = "IPv4 range of pods; not routed outside the cluster, so clusters can share it."
  type        = string
  default     = "100.64.0.0/14"

  validation {
    condition     = can(cidrnetmask(var.pod_range))
    error_message = "pod_range must be an IPv4 range in CIDR notation."
  }
}

variable "service_range" {
  description = "IPv4 range of Services; not routed outside the cluster."
  type        = string
  default     = "100.68.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.service_range))
    error_message = "service_range must be an IPv4 range in CIDR notation."
  }
}

variable "maintenance" {
  description = "When Azure may upgrade the cluster and the images of its nodes: weekly on `day`, from `start` (UTC, `HH:mm`), for `hours`."
  type = object({
    day   = string
    start = string
    hours = number
  })
  default = { day = "Tuesday", start = "02:00", hours = 4 }

  validation {
    condition     = contains(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], var.maintenance.day)
    error_message = "maintenance.day must be the English name of a day, such as \"Tuesday\"."
  }

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance.start)) && var.maintenance.hours >= 4 && var.maintenance.hours <= 24
    error_message = "maintenance.start must be HH:mm, and maintenance.hours between 4 and 24."
  }
}

variable "sku_tier" {
  description = "`Free` has no promised availability; `Standard` has one; `Premium` adds long-term support."
  type        = string
  default     = "Standard"

  validation {
    condition     = contains(["Free", "Standard", "Premium"], var.sku_tier)
    error_message = "sku_tier must be Free, Standard or Premium."
  }
}

variable "log_analytics_workspace_id" {
  description = "Resource id of the workspace that takes the audit log of the API server."
  type        = string
}

variable "container_registry_ids" {
  description = "Resource ids of the registries that the nodes pull from."
  type        = set(string)
  default     = []
}

variable "workload_identities" {
  description = "Managed identities for ServiceAccounts, by name: a pod of that ServiceAccount signs in to Azure without a secret."
  type = map(object({
    namespace       = string
    service_account = string
  }))
  default = {}
}
