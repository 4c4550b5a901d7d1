type Draft = any;

/** What `kubectl get pods` shows as status: the phase, or what a container is stuck in. */
export function podStatus({ metadata, spec, status }: Draft): string {
  if (metadata.deletionTimestamp) {
    return 'Terminating';
  }
  const inits: Draft[] = status?.initContainerStatuses ?? [];
  const index = inits.findIndex(
    state => !(state.ready || state.state?.terminated?.exitCode === 0),
  );
  if (index >= 0) {
    const { waiting, terminated } = inits[index].state ?? {};
    const reason = waiting?.reason ?? terminated?.reason;
    return reason && reason !== 'PodInitializing'
      ? `Init:${reason}`
      : `Init:${index}/${spec.initContainers?.length ?? inits.length}`;
  }
  for (const { state } of status?.containerStatuses ?? []) {
    const reason = state?.waiting?.reason ?? state?.terminated?.reason;
    if (reason) {
      return reason;
    }
  }
  return status?.reason ?? status?.phase ?? 'Unknown';
}
