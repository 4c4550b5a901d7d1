{{/*
Rules of a service whose requests are measured: dict "root" $ "signals" {count, bucket, selector, error} where count and
bucket are metrics, selector chooses the service's requests and error those of them that failed.
*/}}
{{- define "library.requestRules" -}}
{{- $root := .root -}}
{{- $signals := .signals -}}
{{- $slo := $root.Values.slo -}}
{{- $count := $signals.count -}}
{{- $bucket := $signals.bucket -}}
{{- $requests := $signals.selector -}}
{{- $errors := printf "%s, %s" $requests $signals.error -}}
{{- /* Clients write whole numbers as 1 or as 1.0. */ -}}
{{- $fast := printf "%s, le=~%q" $requests (printf "%s(\\.0)?" (toString $slo.latencySeconds | replace "." "\\.")) -}}
- record: service:http_requests:rate5m
  expr: sum(rate({{ $count }}{ {{- $requests -}} }[5m]))
  labels:
    {{- include "library.ruleLabels" $root | nindent 4 }}
{{- range $name, $quantile := dict "p50" "0.5" "p99" "0.99" }}
- record: {{ printf "service:http_request_duration_seconds:%s_rate5m" $name }}
  expr: histogram_quantile({{ $quantile }}, sum by (le) (rate({{ $bucket }}{ {{- $requests -}} }[5m])))
  labels:
    {{- include "library.ruleLabels" $root | nindent 4 }}
{{- end }}
{{ include "library.saturationRules" $root }}
{{- include "library.objective" (dict "root" $root "objective" "Availability" "percent" $slo.availabilityPercent
  "record" "service:http_errors:ratio" "says" "too many requests fail"
  "ratio" (printf "sum(rate(%s{%s}[WINDOW]))\n/\nsum(rate(%s{%s}[WINDOW]))" $count $errors $count $requests)) }}
{{- include "library.objective" (dict "root" $root "objective" "Latency" "percent" $slo.latencyPercent
  "record" "service:http_slow:ratio" "says" (printf "too many requests take longer than %s s" (toString $slo.latencySeconds))
  "ratio" (printf "1 -\nsum(rate(%s{%s}[WINDOW]))\n/\nsum(rate(%s{%s}[WINDOW]))" $bucket $fast $count $requests)) }}
{{- end -}}

{{/* CPU and memory used, of what was asked for and of what is allowed. */}}
{{- define "library.saturationRules" -}}
{{- $pods := printf "namespace=%q, pod=~%q, container=\"service\"" .Release.Namespace (printf "%s-[a-z0-9]+-[a-z0-9]{5}" (include "library.name" .)) -}}
- record: service:cpu_of_request:ratio
  expr: |-
    sum(rate(container_cpu_usage_seconds_total{ {{- $pods -}} }[5m]))
    /
    sum(kube_pod_container_resource_requests{ {{- $pods }}, resource="cpu"})
  labels:
    {{- include "library.ruleLabels" . | nindent 4 }}
- record: service:memory_of_limit:ratio
  expr: |-
    max(container_memory_working_set_bytes{ {{- $pods -}} })
    /
    max(kube_pod_container_resource_limits{ {{- $pods }}, resource="memory"})
  labels:
    {{- include "library.ruleLabels" . | nindent 4 }}
{{- end -}}

{{/* Requests as the service counts them itself; what probes and Prometheus ask is not the users' business. */}}
{{- define "library.ownSignals" -}}
{{- $routes := list .Values.probes.livenessPath .Values.probes.readinessPath .Values.metrics.path | uniq -}}
{{- $quoted := list -}}
{{- range $routes }}{{ $quoted = append $quoted (regexQuoteMeta .) }}{{ end -}}
count: http_request_duration_seconds_count
bucket: http_request_duration_seconds_bucket
selector: {{ printf "namespace=%q, service=%q, route!~%q" .Release.Namespace (include "library.name" .) (join "|" $quoted) | squote }}
error: 'status=~"5.."'
{{- end -}}

{{/* Requests as the ingress controller (ingress-nginx) counts them, for images that measure nothing. */}}
{{- define "library.ingressSignals" -}}
count: nginx_ingress_controller_request_duration_seconds_count
bucket: nginx_ingress_controller_request_duration_seconds_bucket
selector: {{ printf "exported_namespace=%q, ingress=%q" .Release.Namespace (include "library.name" .) | squote }}
error: 'status=~"5.."'
{{- end -}}

{{/* Selector of the worker's own queue metrics. */}}
{{- define "library.workerSelector" -}}
{{- printf "job=%q" (printf "%s/%s" .Release.Namespace (include "library.name" .)) -}}
{{- range $label, $value := .Values.queue.labels }}{{ printf ", %s=%q" $label $value }}{{ end -}}
{{- end -}}

{{/* The same for the autoscaler; without labels the metric is chosen by the workload. */}}
{{- define "library.queueLabels" -}}
{{- range $label, $value := .Values.queue.labels }}
{{ $label }}: {{ $value | quote }}
{{- else }}
service: {{ include "library.name" . | quote }}
{{- end }}
{{- end -}}

{{/* Rules of a worker: what it has done, what waits, and whether it does anything about it. */}}
{{- define "library.workerRules" -}}
{{- $selector := include "library.workerSelector" . -}}
{{- $done := .Values.queue.processedMetric -}}
{{- $depth := .Values.queue.depthMetric -}}
- record: service:jobs_processed:rate5m
  expr: sum(rate({{ $done }}{ {{- $selector -}} }[5m]))
  labels:
    {{- include "library.ruleLabels" . | nindent 4 }}
- record: service:queue_depth:max
  expr: max({{ $depth }}{ {{- $selector -}} })
  labels:
    {{- include "library.ruleLabels" . | nindent 4 }}
{{ include "library.saturationRules" . }}
- alert: QueueStuck
  expr: |-
    max({{ $depth }}{ {{- $selector -}} }) > 0
    unless
    sum(rate({{ $done }}{ {{- $selector -}} }[15m])) > 0
  for: {{ .Values.queue.stuckAfter }}
  labels:
    {{- include "library.alertLabels" (dict "root" . "severity" "critical") | nindent 4 }}
  annotations:
    summary: {{ printf "%s in %s works nothing off" (include "library.name" .) .Release.Namespace | quote }}
    description: 'Jobs wait ({{ "{{ $value }}" }}), and for a quarter of an hour and longer none was finished.'
    runbook_url: {{ include "library.runbook" (dict "root" . "page" "queue-stuck") }}
{{- include "library.objective" (dict "root" . "objective" "Availability" "percent" .Values.slo.availabilityPercent
  "record" "service:jobs_failed:ratio" "says" "too many jobs fail"
  "ratio" (printf "sum(rate(%s{%s, outcome=\"failed\"}[WINDOW]))\n/\nsum(rate(%s{%s}[WINDOW]))" $done $selector $done $selector)) }}
{{- end -}}

{{/* Rules of a scheduled job. */}}
{{- define "library.jobRules" -}}
{{- $name := include "library.name" . -}}
{{- $cron := printf "namespace=%q, cronjob=%q" .Release.Namespace $name -}}
{{- $jobs := printf "namespace=%q, job_name=~%q" .Release.Namespace (printf "%s-[0-9]+" $name) -}}
- alert: JobFailed
  expr: |-
    max(
      kube_job_status_start_time{ {{- $jobs -}} }
      and on (namespace, job_name)
      kube_job_failed{ {{- $jobs }}, condition="true"} == 1
    )
    > (max(kube_cronjob_status_last_successful_time{ {{- $cron -}} }) or vector(0))
  labels:
    {{- include "library.alertLabels" (dict "root" . "severity" "warning") | nindent 4 }}
  annotations:
    summary: {{ printf "The last run of %s in %s failed" $name .Release.Namespace | quote }}
    description: {{ printf "It was tried %d times, and no run has succeeded since." (add1 .Values.job.retries) | quote }}
    runbook_url: {{ include "library.runbook" (dict "root" . "page" "job-failed") }}
- alert: JobMissed
  expr: |-
    time() - max(kube_cronjob_next_schedule_time{ {{- $cron -}} }) > {{ .Values.job.startingDeadlineSeconds }}
    unless
    max(kube_cronjob_spec_suspend{ {{- $cron -}} }) == 1
  for: 5m
  labels:
    {{- include "library.alertLabels" (dict "root" . "severity" "warning") | nindent 4 }}
  annotations:
    summary: {{ printf "%s in %s did not start when it was due" $name .Release.Namespace | quote }}
    description: {{ printf "Its schedule is %s (%s); the start was due longer ago than it may be late." .Values.job.schedule .Values.job.timeZone | quote }}
    runbook_url: {{ include "library.runbook" (dict "root" . "page" "job-failed") }}
{{- end -}}
