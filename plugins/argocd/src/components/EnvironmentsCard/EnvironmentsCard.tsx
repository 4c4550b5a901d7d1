import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { useLane } from '../../hooks/useLane';
import { Lane } from '../Lane/Lane';

/** What runs of the entity in each environment: a lane in promotion order. */
export function EnvironmentsCard() {
  const { entity } = useEntity();
  const lane = useLane(entity.metadata.name);
  return (
    <EntityInfoCard title="Environments">
      <Lane
        lane={lane}
        actions={stage =>
          stage.state === 'deployed' && (
            <Link
              href={`delivery?environment=${encodeURIComponent(
                stage.environment,
              )}`}
              aria-label={`Delivery to ${stage.environment}`}
            >
              {stage.behind ? 'Compare and promote' : 'Details'}
            </Link>
          )
        }
      />
    </EntityInfoCard>
  );
}
