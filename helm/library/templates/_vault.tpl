{{/* `<team>-<service>-<env>`: name of the Vault policy and of the role that grants it. */}}
{{- define "library.vaultRole" -}}
{{- printf "%s-%s-%s" .Values.runway.team .Values.runway.service .Values.runway.environment -}}
{{- end -}}

{{/* How the Vault Secrets Operator signs in: with a short-lived token of the service's own ServiceAccount. */}}
{{- define "library.vaultAuth" -}}
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultAuth
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  {{- with .Values.vault.connection }}
  vaultConnectionRef: {{ . | quote }}
  {{- end }}
  method: kubernetes
  mount: {{ printf "kubernetes-%s" (.Values.runway.cluster | default .Values.runway.environment) | quote }}
  kubernetes:
    role: {{ include "library.vaultRole" . | quote }}
    serviceAccount: {{ include "library.name" . | quote }}
    audiences: [{{ .Values.vault.audience | quote }}]
{{- end -}}

{{/* What the operator copies from Vault into the Secret that the pod reads, and what it restarts when it changes. */}}
{{- define "library.vaultStaticSecret" -}}
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  vaultAuthRef: {{ include "library.name" . | quote }}
  type: kv-v2
  mount: {{ .Values.vault.mount | quote }}
  path: {{ printf "%s/%s/%s" .Values.runway.team .Values.runway.service .Values.runway.environment | quote }}
  refreshAfter: {{ .Values.vault.refreshAfter | quote }}
  hmacSecretData: true
  destination:
    name: {{ include "library.secretName" . | quote }}
    create: true
    labels:
      {{- include "library.runwayLabels" . | nindent 6 }}
    transformation:
      # Otherwise the whole answer of Vault lands in the Secret a second time, under the key `_raw`.
      excludeRaw: true
  {{- if not .Values.job }}
  rolloutRestartTargets:
    - kind: Deployment
      name: {{ include "library.name" . | quote }}
  {{- end }}
{{- end -}}
