{{/* Metadata of an object of Argo CD: dict "root" $ "name" "x" "wave" 0. */}}
{{- define "platform.metadata" -}}
name: {{ .name | quote }}
namespace: argocd
labels:
  app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
  app.kubernetes.io/part-of: platform
  runway.aerq.io/environment: {{ .root.Values.environment | quote }}
annotations:
  argocd.argoproj.io/sync-wave: {{ .wave | quote }}
{{- end -}}

{{- define "platform.syncPolicy" -}}
syncPolicy:
  automated:
    prune: true
    selfHeal: true
  syncOptions:
    - CreateNamespace=true
    # Definitions of custom resources are too large for the annotation of a client-side apply.
    - ServerSideApply=true
    - PruneLast=true
  retry:
    limit: 10
    backoff:
      duration: 10s
      factor: 2
      maxDuration: 5m
{{- end -}}
