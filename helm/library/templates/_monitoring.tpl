{{/* What Prometheus reads of a service: its Service's endpoints. */}}
{{- define "library.serviceMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "library.selectorLabels" . | nindent 6 }}
  endpoints:
    - {{ include "library.endpoint" . | nindent 6 | trim }}
{{- end -}}

{{/* The same of pods without a Service. */}}
{{- define "library.podMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "library.selectorLabels" . | nindent 6 }}
  podMetricsEndpoints:
    - {{ include "library.endpoint" . | nindent 6 | trim }}
{{- end -}}

{{- define "library.endpoint" -}}
port: http
path: {{ .Values.metrics.path | quote }}
interval: {{ .Values.monitoring.scrapeInterval }}
{{- end -}}

{{- define "library.runbook" -}}
{{- printf "%s/%s" (trimSuffix "/" .root.Values.monitoring.runbooks) .page | quote -}}
{{- end -}}

{{/*
PrometheusRule with one group: dict "root" $ "rules" <rendered rules>.
*/}}
{{- define "library.prometheusRule" -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  {{- include "library.metadata" .root | nindent 2 }}
spec:
  groups:
    - name: {{ printf "%s/%s" .root.Release.Namespace (include "library.name" .root) | quote }}
      rules:
        {{- .rules | trim | nindent 8 }}
{{- end -}}

{{/* Labels of recorded series and of alerts, so that both can be routed and found without a join. */}}
{{- define "library.ruleLabels" -}}
namespace: {{ .Release.Namespace | quote }}
service: {{ include "library.name" . | quote }}
{{- end -}}

{{- define "library.alertLabels" -}}
severity: {{ .severity }}
team: {{ .root.Values.runway.team | quote }}
environment: {{ .root.Values.runway.environment | quote }}
{{ include "library.ruleLabels" .root }}
{{- end -}}

{{/* Fewer pods ready than asked for. */}}
{{- define "library.rolloutRules" -}}
{{- $selector := printf "namespace=%q, deployment=%q" .Release.Namespace (include "library.name" .) -}}
- alert: RolloutStuck
  expr: |-
    max(kube_deployment_spec_replicas{ {{- $selector -}} })
      > (max(kube_deployment_status_replicas_ready{ {{- $selector -}} }) or vector(0))
  for: 15m
  labels:
    {{- include "library.alertLabels" (dict "root" . "severity" "warning") | nindent 4 }}
  annotations:
    summary: {{ printf "%s in %s has fewer ready pods than it asks for" (include "library.name" .) .Release.Namespace | quote }}
    description: For 15 minutes not every pod has become ready. Pods of the version before go on serving.
    runbook_url: {{ include "library.runbook" (dict "root" . "page" "rollout-failed") }}
{{- end -}}
