{{/* What a Deployment selects its pods by. Immutable in Kubernetes: never add to it. */}}
{{- define "library.selectorLabels" -}}
app.kubernetes.io/name: {{ include "library.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Whose it is and which run made it; the portal finds and removes objects by these. */}}
{{- define "library.runwayLabels" -}}
{{- with .Values.runway.service }}
runway.aerq.io/service: {{ . | quote }}
{{- end }}
runway.aerq.io/team: {{ .Values.runway.team | quote }}
runway.aerq.io/environment: {{ .Values.runway.environment | quote }}
{{- with .Values.runway.runId }}
runway.aerq.io/run-id: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Labels of pods: no chart version, so that a new chart does not restart every service that it leaves unchanged. */}}
{{- define "library.podLabels" -}}
{{ include "library.selectorLabels" . }}
{{- with .Values.image }}
app.kubernetes.io/version: {{ .tag | quote }}
{{- end }}
{{- include "library.runwayLabels" . }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "library.labels" -}}
{{ include "library.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/part-of: {{ .Values.runway.team | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | quote }}
{{- end -}}

{{/* Metadata of an object named after the service. */}}
{{- define "library.metadata" -}}
name: {{ include "library.name" . | quote }}
namespace: {{ .Release.Namespace | quote }}
labels:
  {{- include "library.labels" . | nindent 2 }}
{{- end -}}
