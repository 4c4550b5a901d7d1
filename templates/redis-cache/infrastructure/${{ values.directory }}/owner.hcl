# runway-run: ${{ values.runId }}

locals {
  owner = "${{ values.team }}"

  # Object ids in Entra ID.
  access = [{% if values.access %}"${{ values.access }}"{% endif %}]

  tags = {
    {%- if values.service %}
    service = "${{ values.service }}"
    {%- endif %}
  }
}
