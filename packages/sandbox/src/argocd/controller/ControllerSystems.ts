import type { Application } from '../model/Application';
import type { AppProject } from '../model/AppProject';
import type { ManifestGenerator } from '../sources/ManifestGenerator';
import type { ClusterRegistry } from '../stores/ClusterRegistry';
import type { EventLog } from '../stores/EventLog';
import type { ObjectStore } from '../stores/ObjectStore';

/** What the parts of the application controller work with. */
export interface ControllerSystems {
  applications: ObjectStore<Application>;
  projects: ObjectStore<AppProject>;
  clusters: ClusterRegistry;
  generator: ManifestGenerator;
  events: EventLog;
  /** Multiplies simulated durations. */
  pace: number;
}
