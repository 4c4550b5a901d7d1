{{- define "library.ports" -}}
ports:
  - name: http
    containerPort: {{ .Values.port }}
    protocol: TCP
{{- end -}}

{{/* What is particular to the container of a service that answers HTTP requests. */}}
{{- define "library.serving" -}}
{{ include "library.ports" . }}
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
{{- end -}}

{{/*
What is particular to the container of a worker: nobody calls it, so it needs no readiness of its own, is ready once it has
started, and gets SIGTERM at once.
*/}}
{{- define "library.working" -}}
{{ include "library.ports" . }}
startupProbe:
  {{- include "library.workerProbe" . | nindent 2 }}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: {{ max 1 (div .Values.probes.startupSeconds 2) }}
livenessProbe:
  {{- include "library.workerProbe" . | nindent 2 }}
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "library.workerProbe" -}}
{{- with .Values.probes.livenessCommand -}}
exec:
  command: {{ toJson . }}
{{- else -}}
httpGet:
  path: {{ .Values.probes.livenessPath | quote }}
  port: http
{{- end -}}
{{- end -}}
