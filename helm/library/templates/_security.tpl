{{/*
Both contexts together satisfy the Pod Security Standard "restricted", which tenant namespaces enforce. They are not
values on purpose: a service that needs more than this needs a conversation first.
*/}}
{{- define "library.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "library.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
