{{/* CronJob of a scheduled job. */}}
{{- define "library.cronJob" -}}
{{- if gt (int .Values.shutdown.gracePeriodSeconds) (int .Values.job.activeDeadlineSeconds) -}}
{{- fail (printf "shutdown.gracePeriodSeconds (%d) is longer than job.activeDeadlineSeconds (%d)" (int .Values.shutdown.gracePeriodSeconds) (int .Values.job.activeDeadlineSeconds)) -}}
{{- end -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  schedule: {{ .Values.job.schedule | quote }}
  timeZone: {{ .Values.job.timeZone | quote }}
  suspend: {{ .Values.job.suspend }}
  concurrencyPolicy: {{ .Values.job.concurrencyPolicy }}
  startingDeadlineSeconds: {{ .Values.job.startingDeadlineSeconds }}
  successfulJobsHistoryLimit: {{ .Values.job.successfulHistory }}
  failedJobsHistoryLimit: {{ .Values.job.failedHistory }}
  jobTemplate:
    metadata:
      labels:
        {{- include "library.podLabels" . | nindent 8 }}
    spec:
      backoffLimit: {{ .Values.job.retries }}
      activeDeadlineSeconds: {{ .Values.job.activeDeadlineSeconds }}
      ttlSecondsAfterFinished: {{ .Values.job.keepFinishedSeconds }}
      template:
        {{- include "library.podTemplate" (dict "root" . "container" "") | nindent 8 }}
{{- end -}}
