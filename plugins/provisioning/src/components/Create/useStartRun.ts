import { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import {
  describeError,
  type ErrorDescription,
} from '../../formatting/describeError';
import { runRouteRef } from '../../routes';

/** Why a press of Create did not lead to a run, as far as is known. */
export type StartFailure = ErrorDescription & { title: string };

/** Starts a run and goes to its page. However often it is pressed, the same form starts one run. */
export function useStartRun(options: {
  templateRef: string;
  /** The same id for the same values. */
  requestIdFor(values: JsonObject): string;
  onStarted(): void;
}) {
  const { templateRef, requestIdFor, onStarted } = options;
  const api = useApi(provisioningApiRef);
  const navigate = useNavigate();
  const runRoute = useRouteRef(runRouteRef);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<StartFailure>();
  const underWay = useRef(false);

  const start = async (values: JsonObject) => {
    // State is too slow for a double click: the second one comes before the next render.
    if (underWay.current) {
      return;
    }
    underWay.current = true;
    setPending(true);
    setFailure(undefined);
    try {
      const run = await api.startRun({
        templateRef,
        values,
        requestId: requestIdFor(values),
      });
      onStarted();
      navigate(runRoute?.({ id: run.id }) ?? `/runs/${run.id}`);
    } catch (error) {
      setFailure(explain(describeError(error)));
      setPending(false);
    } finally {
      underWay.current = false;
    }
  };
  return { start, pending, failure };
}

function explain(description: ErrorDescription): StartFailure {
  if (description.kind === 'unreachable' && !description.reference) {
    return {
      ...description,
      title: 'Runway did not answer',
      message:
        'It may or may not have started the run. Your form is kept: try again, it can’t start twice.',
    };
  }
  return {
    ...description,
    title:
      description.kind === 'denied'
        ? 'You may not create this service'
        : 'The service was not created',
    message: `${description.message} Your form is kept.`,
  };
}
