{{/* Peer for all pods of a namespace. */}}
{{- define "library.namespacePeer" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ . | quote }}
{{- end -}}

{{/* Egress rule for name resolution in the cluster. */}}
{{- define "library.dnsEgress" -}}
to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: kube-system
    podSelector:
      matchLabels:
        k8s-app: kube-dns
ports:
  - { protocol: UDP, port: 53 }
  - { protocol: TCP, port: 53 }
{{- end -}}

{{/* Peer for another service: dict "root" $ "peer" {service, team}; without a team it is the service's own. */}}
{{- define "library.servicePeer" -}}
{{- $runway := .root.Values.runway -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ printf "%s-%s" (.peer.team | default $runway.team) $runway.environment | quote }}
podSelector:
  matchLabels:
    runway.aerq.io/service: {{ .peer.service | quote }}
{{- end -}}

{{/* Who may talk to the service, and whom it may talk to. The tenant denies everything that is not said here. */}}
{{- define "library.networkPolicy" -}}
{{- $policy := .Values.networkPolicy -}}
{{- $ingress := and .Values.ingress .Values.ingress.enabled -}}
{{- $metrics := and .Values.metrics .Values.metrics.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "library.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- if or $ingress $metrics $policy.allowFrom }}
  ingress:
    - from:
        {{- if $ingress }}
        - {{ include "library.namespacePeer" $policy.ingressControllerNamespace | nindent 10 | trim }}
        {{- end }}
        {{- if $metrics }}
        - {{ include "library.namespacePeer" $policy.monitoringNamespace | nindent 10 | trim }}
        {{- end }}
        {{- range $policy.allowFrom }}
        - {{ include "library.servicePeer" (dict "root" $ "peer" .) | nindent 10 | trim }}
        {{- end }}
      ports:
        - { protocol: TCP, port: http }
  {{- else }}
  ingress: []
  {{- end }}
  egress:
    - {{ include "library.dnsEgress" . | nindent 6 | trim }}
    {{- range $policy.allowTo }}
    - to:
        - {{ include "library.servicePeer" (dict "root" $ "peer" .) | nindent 10 | trim }}
      ports:
        # The port of the other service's pods, not of its Service: policies are applied after the translation.
        - { protocol: TCP, port: {{ .port }} }
    {{- end }}
    {{- range $policy.allowToNetworks }}
    - to:
        - ipBlock:
            cidr: {{ .cidr | quote }}
            {{- with .except }}
            except: {{ toJson . }}
            {{- end }}
      ports:
        - { protocol: TCP, port: {{ .port }} }
    {{- end }}
{{- end -}}
