/** Name under which Argo CD applies objects. */
export const fieldManager = 'argocd-controller';
