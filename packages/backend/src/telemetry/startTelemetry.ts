import { exportMetrics } from './exportMetrics';
import { exportTraces } from './exportTraces';
import { telemetrySettings } from './telemetrySettings';

/** Ends what {@link startTelemetry} began; what is still to be sent is sent. */
export type StopTelemetry = () => Promise<void>;

/**
 * Registers OpenTelemetry's SDK, as far as the environment asks for it. What is not asked for is not even loaded: without
 * the variables of {@link telemetrySettings} metrics and traces cost nothing. Has to end before the backend starts,
 * since instruments that are made earlier stay without effect.
 */
export async function startTelemetry(
  environment: NodeJS.ProcessEnv,
): Promise<StopTelemetry> {
  const { metrics, traces } = telemetrySettings(environment);
  const stops: StopTelemetry[] = [];
  if (metrics) {
    stops.push(await exportMetrics(metrics));
  }
  if (traces) {
    stops.push(exportTraces());
  }
  return async () => {
    await Promise.allSettled(stops.map(stop => stop()));
  };
}
