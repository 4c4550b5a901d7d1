{{- define "library.horizontalPodAutoscaler" -}}
{{- $scaling := .Values.autoscaling -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas (%d) is greater than autoscaling.maxReplicas (%d)" (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- end -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "library.name" . | quote }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.targetCpuPercent }}
    {{- if $scaling.targetQueueDepth }}
    - type: External
      external:
        metric:
          name: {{ .Values.queue.depthMetric }}
          selector:
            matchLabels:
              {{- include "library.queueLabels" . | nindent 14 }}
        target:
          type: AverageValue
          averageValue: {{ $scaling.targetQueueDepth | quote }}
    {{- end }}
{{- end -}}

{{/*
Only for more than one replica: there is nothing to spare of one, and node drains are not to wait for it.
`maxUnavailable` and not `minAvailable`, because the autoscaler changes how many there are.
*/}}
{{- define "library.podDisruptionBudget" -}}
{{- if gt (int .Values.autoscaling.minReplicas) 1 -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "library.selectorLabels" . | nindent 6 }}
{{- end -}}
{{- end -}}
