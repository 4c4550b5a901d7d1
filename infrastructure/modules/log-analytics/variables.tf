variable "retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 730
    error_message = "retention_days must be between 30 and 730."
  }

  validation {
    condition     = var.environment != "production" || var.retention_days >= 365
    error_message = "Production keeps audit logs for a year: retention_days of 365 or more."
  }
}

variable "daily_quota_gb" {
  description = "Gigabytes a day after which nothing more is taken; -1 for no limit."
  type        = number
  default     = -1

  validation {
    condition     = var.daily_quota_gb == -1 || var.daily_quota_gb >= 1
    error_message = "daily_quota_gb must be -1 or at least 1."
  }
}
