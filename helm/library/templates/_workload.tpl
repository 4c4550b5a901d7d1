{{/* Deployment of a workload: dict "root" $ "container" <what is particular to its container>. */}}
{{- define "library.deployment" -}}
{{- $root := .root -}}
{{- with $root -}}
{{- $drain := int (.Values.shutdown.drainSeconds | default 0) -}}
{{- if ge $drain (int .Values.shutdown.gracePeriodSeconds) -}}
{{- fail (printf "shutdown.drainSeconds (%d) leaves nothing of shutdown.gracePeriodSeconds (%d) for the service to finish" $drain (int .Values.shutdown.gracePeriodSeconds)) -}}
{{- end -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  revisionHistoryLimit: 5
  # After this long without progress the rollout counts as failed, and Argo CD says Degraded instead of Progressing.
  progressDeadlineSeconds: 300
  selector:
    matchLabels:
      {{- include "library.selectorLabels" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  template:
    {{- include "library.podTemplate" $ | nindent 4 }}
{{- end -}}
{{- end -}}

{{/* Metadata and spec of the pods: same arguments. */}}
{{- define "library.podTemplate" -}}
{{- with .root -}}
metadata:
  labels:
    {{- include "library.podLabels" . | nindent 4 }}
    {{- if .Values.workloadIdentity.clientId }}
    azure.workload.identity/use: "true"
    {{- end }}
  {{- if and .Values.metrics .Values.metrics.enabled (not .Values.monitoring.enabled) }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ .Values.port | quote }}
    prometheus.io/path: {{ .Values.metrics.path | quote }}
  {{- end }}
{{- end }}
spec:
  {{- include "library.podSpec" . | nindent 2 }}
{{- end -}}

{{- define "library.podSpec" -}}
{{- $container := .container -}}
{{- with .root -}}
{{- if .Values.job -}}
restartPolicy: Never
{{ end -}}
serviceAccountName: {{ include "library.name" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.shutdown.gracePeriodSeconds }}
securityContext:
  {{- include "library.podSecurityContext" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- if not .Values.job }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "library.selectorLabels" $.root | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
containers:
  - name: service
    {{- include "library.container" . | nindent 4 }}
    {{- with $container }}
    {{- . | nindent 4 }}
    {{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- end -}}
{{- end -}}

{{/* What every container has. */}}
{{- define "library.container" -}}
image: {{ include "library.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- with .Values.command }}
command: {{ toJson . }}
{{- end }}
{{- with .Values.args }}
args: {{ toJson . }}
{{- end }}
securityContext:
  {{- include "library.containerSecurityContext" . | nindent 2 }}
env:
  {{- with .Values.port }}
  - name: PORT
    value: {{ . | quote }}
  {{- end }}
  - name: SERVICE_NAME
    value: {{ include "library.name" . | quote }}
  - name: SERVICE_VERSION
    value: {{ .Values.image.tag | quote }}
  - name: ENVIRONMENT
    value: {{ .Values.runway.environment | quote }}
  {{- range $name, $value := .Values.env }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
{{- if .Values.vault.enabled }}
envFrom:
  - secretRef:
      name: {{ include "library.secretName" . | quote }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end -}}
