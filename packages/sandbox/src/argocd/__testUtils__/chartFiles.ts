/** A chart with a library beside it, as the charts repository has them. */
export const chartFiles: Record<string, string> = {
  'library/Chart.yaml': `
apiVersion: v2
name: library
type: library
version: 0.1.0
`,
  'library/templates/_labels.tpl': `
{{- define "library.labels" -}}
app: {{ .Release.Name }}
{{- end -}}
`,
  'api-service/Chart.yaml': `
apiVersion: v2
name: api-service
version: 0.1.0
kubeVersion: '>=1.30.0-0'
dependencies:
  - { name: library, version: 0.1.0, repository: 'file://../library' }
`,
  'api-service/values.yaml': `
image: { tag: none }
replicas: 1
mode: 0444
`,
  'api-service/templates/deployment.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.service }}
  labels: {{- include "library.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata:
      labels: {{- include "library.labels" . | nindent 8 }}
    spec:
      volumes:
        - name: config
          configMap: { name: config, defaultMode: {{ .Values.mode }} }
      containers:
        - name: main
          image: "registry.example/{{ required "image.tag is required" .Values.image.tag }}"
`,
};

/** An Application of a chart and of values from another repository. */
export function chartApplication(options: {
  name: string;
  charts: string;
  gitops: string;
  valueFiles: string[];
  namespace?: string;
  project?: string;
  helm?: object;
  syncPolicy?: object;
}) {
  return {
    metadata: {
      name: options.name,
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: options.project ?? 'default',
      destination: {
        name: 'dev',
        namespace: options.namespace ?? 'shop-dev',
      },
      sources: [
        {
          repoURL: options.charts,
          path: 'api-service',
          targetRevision: 'main',
          helm: { valueFiles: options.valueFiles, ...options.helm },
        },
        { repoURL: options.gitops, targetRevision: 'main', ref: 'values' },
      ],
      syncPolicy: options.syncPolicy ?? {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true'],
      },
    },
  };
}
