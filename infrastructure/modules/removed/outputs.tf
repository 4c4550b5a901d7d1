output "name" {
  description = "Name of what was here."
  value       = var.name
}

output "owner" {
  description = "Team whose it was."
  value       = var.tags.owner
}
