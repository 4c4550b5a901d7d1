{{/* Deployment of an HTTP service. Replicas are left to the HorizontalPodAutoscaler. */}}
{{- define "library.deployment" -}}
{{- if ge (int .Values.shutdown.drainSeconds) (int .Values.shutdown.gracePeriodSeconds) -}}
{{- fail (printf "shutdown.drainSeconds (%d) leaves nothing of shutdown.gracePeriodSeconds (%d) for the service to finish" (int .Values.shutdown.drainSeconds) (int .Values.shutdown.gracePeriodSeconds)) -}}
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
    metadata:
      labels:
        {{- include "library.podLabels" . | nindent 8 }}
      {{- if .Values.metrics.enabled }}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: {{ .Values.port | quote }}
        prometheus.io/path: {{ .Values.metrics.path | quote }}
      {{- end }}
    spec:
      {{- include "library.podSpec" . | nindent 6 }}
{{- end -}}

{{- define "library.podSpec" -}}
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
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "library.selectorLabels" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
containers:
  - name: service
    {{- include "library.container" . | nindent 4 }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- end -}}

{{- define "library.container" -}}
image: {{ include "library.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "library.containerSecurityContext" . | nindent 2 }}
ports:
  - name: http
    containerPort: {{ .Values.port }}
    protocol: TCP
env:
  - name: PORT
    value: {{ .Values.port | quote }}
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
startupProbe:
  httpGet:
    path: {{ .Values.probes.livenessPath | quote }}
    port: http
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: {{ max 1 (div .Values.probes.startupSeconds 2) }}
livenessProbe:
  httpGet:
    path: {{ .Values.probes.livenessPath | quote }}
    port: http
  periodSeconds: 10
  timeoutSeconds: 2
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: {{ .Values.probes.readinessPath | quote }}
    port: http
  periodSeconds: 5
  timeoutSeconds: 2
  failureThreshold: 2
lifecycle:
  preStop:
    # Endpoints and load balancers need a moment to forget the pod; until then it still gets requests.
    sleep:
      seconds: {{ .Values.shutdown.drainSeconds }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end -}}
