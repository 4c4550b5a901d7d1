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

{{/* Identity of the service: the Vault role is bound to it. Nothing in the pod needs its token. */}}
{{- define "library.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "library.metadata" . | nindent 2 }}
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
