import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** Who did it: a person with a link to the catalog, or which part of the portal. */
export function ActorName(props: { actor?: string }) {
  const { actor } = props;
  if (!actor) {
    return <>Nobody signed in</>;
  }
  if (/^user:[^/]+\/[^/]+$/.test(actor)) {
    return <EntityRefLink entityRef={actor} hideIcon />;
  }
  const [, plugin] = /^plugin:(.+)$/.exec(actor) ?? [];
  return <>{plugin ? `Runway (${plugin})` : actor}</>;
}
