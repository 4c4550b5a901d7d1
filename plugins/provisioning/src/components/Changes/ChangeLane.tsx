import type { Change } from '@runway/plugin-provisioning-common';
import { Lane } from '../common/Lane';
import { readChangeLane } from './readChangeLane';

/** The way of a change, from its merge request to the catalog. */
export function ChangeLane(props: { change: Change }) {
  return (
    <Lane label="Steps of the change" steps={readChangeLane(props.change)} />
  );
}
