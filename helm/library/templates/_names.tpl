{{/*
Name of the service: names its Deployment, Service, ServiceAccount and so on. It is the service's own name and not the
release's, because the Vault role is bound to a ServiceAccount of exactly this name.
A chart without a service (tenant) goes by its own name.
*/}}
{{- define "library.name" -}}
{{- .Values.runway.service | default .Chart.Name -}}
{{- end -}}

{{/* Host name under which the ingress controller serves the service. */}}
{{- define "library.host" -}}
{{- $runway := .Values.runway -}}
{{- .Values.ingress.host | default (printf "%s.%s.%s" $runway.service $runway.environment .Values.ingress.domain) -}}
{{- end -}}

{{/* Secret that the Vault Secrets Operator keeps in step with Vault. */}}
{{- define "library.secretName" -}}
{{- printf "%s-secrets" (include "library.name" .) -}}
{{- end -}}

{{/* Image reference; an empty tag is refused here because `latest` by accident is worse than no deployment. */}}
{{- define "library.image" -}}
{{- if not .Values.image.tag -}}
{{- fail (printf "image.tag is empty: set it in services/%s/%s/%s.yaml (the pipeline's deploy and promote jobs do so)" .Values.runway.team .Values.runway.service .Values.runway.environment) -}}
{{- end -}}
{{- printf "%s:%s" .Values.image.repository .Values.image.tag -}}
{{- end -}}
