variable "domain" {
  description = "Domain of the zone, such as `dev.aerq.example`."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be a domain name in lower case, such as \"dev.aerq.example\"."
  }
}

variable "certificate_authorities" {
  description = "Who may issue certificates for the domain (CAA)."
  type        = set(string)
  default     = ["letsencrypt.org"]

  validation {
    condition     = length(var.certificate_authorities) > 0
    error_message = "certificate_authorities must name at least one; without one, every authority may issue."
  }
}

variable "security_contact" {
  description = "Mail address to which authorities report refused requests (CAA iodef)."
  type        = string

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.security_contact))
    error_message = "security_contact must be a mail address."
  }
}

variable "writers" {
  description = "Object ids of the identities that write records, by name: external-dns and cert-manager of the clusters."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id in values(var.writers) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "writers must hold object ids (UUIDs in lower case)."
  }
}

variable "delegations" {
  description = "Name servers of zones below this one, by their first label, such as `{ dev = [\"ns1.example.\"] }`."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue([for label in keys(var.delegations) : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", label))]) && alltrue([for servers in values(var.delegations) : length(servers) >= 2])
    error_message = "A delegation is a label in lower case with at least two name servers."
  }
}
