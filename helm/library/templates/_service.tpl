{{- define "library.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "library.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
      appProtocol: http
{{- end -}}

{{/*
Identity of the service: the Vault role is bound to it, and so is the federated credential of its managed identity in Azure.
Nothing in the pod needs its token; workload identity has one of its own projected.
*/}}
{{- define "library.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "library.metadata" . | nindent 2 }}
  {{- with .Values.workloadIdentity }}
  {{- if .clientId }}
  annotations:
    azure.workload.identity/client-id: {{ .clientId | quote }}
    {{- with .tenantId }}
    azure.workload.identity/tenant-id: {{ . | quote }}
    {{- end }}
  {{- end }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}

{{- define "library.ingress" -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "library.metadata" . | nindent 2 }}
  annotations:
    cert-manager.io/cluster-issuer: {{ .Values.ingress.clusterIssuer | quote }}
spec:
  ingressClassName: {{ .Values.ingress.className | quote }}
  tls:
    - hosts:
        - {{ include "library.host" . | quote }}
      secretName: {{ printf "%s-tls" (include "library.name" .) | quote }}
  rules:
    - host: {{ include "library.host" . | quote }}
      http:
        paths:
          {{- range .Values.ingress.paths }}
          - path: {{ . | quote }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "library.name" $ | quote }}
                port:
                  name: http
          {{- end }}
{{- end -}}
