{{/* Namespace of the tenant: `<team>-<env>`. */}}
{{- define "tenant.namespace" -}}
{{- $namespace := printf "%s-%s" .Values.runway.team .Values.runway.environment -}}
{{- if gt (len $namespace) 63 -}}
{{- fail (printf "namespace %q is longer than 63 characters: shorten the team's name" $namespace) -}}
{{- end -}}
{{- $namespace -}}
{{- end -}}

{{/* Metadata of an object in the tenant's namespace: dict "root" $ "name" "x". */}}
{{- define "tenant.metadata" -}}
name: {{ .name | quote }}
namespace: {{ include "tenant.namespace" .root | quote }}
labels:
  {{- include "library.labels" .root | nindent 2 }}
{{- end -}}
