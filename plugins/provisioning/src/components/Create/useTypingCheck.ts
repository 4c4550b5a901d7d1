import { useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { explainServiceName } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { describeError } from '../../formatting/describeError';
import { NAME_FIELD, OWNER_FIELD } from './toTemplateForm';

const TYPING_PAUSE_MS = 500;

/** What the upstreams say about the name and the owner while the person is still at the form. */
export interface TypingCheck {
  state: 'idle' | 'checking' | 'free' | 'taken' | 'unknown';
  /** Messages by field. */
  errors: Record<string, string>;
}

const IDLE: TypingCheck = { state: 'idle', errors: {} };

/**
 * Asks in a pause of typing whether the name is free and the team may have it.
 *
 * @param asksName - whether the form has a name; without one the team alone is asked about
 */
export function useTypingCheck(
  templateRef: string,
  values: JsonObject,
  asksName: boolean,
): TypingCheck {
  const api = useApi(provisioningApiRef);
  const [result, setResult] = useState<{ about: string; check: TypingCheck }>();
  const latest = useRef(values);
  latest.current = values;

  const name = values[NAME_FIELD];
  const owner = values[OWNER_FIELD];
  const askable =
    (!asksName ||
      (typeof name === 'string' && explainServiceName(name) === undefined)) &&
    typeof owner === 'string' &&
    owner !== '';
  const about = askable
    ? JSON.stringify([templateRef, name, owner, values.environment])
    : '';

  useEffect(() => {
    if (!about) {
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const check = await ask();
      if (!abort.signal.aborted) {
        setResult({ about, check });
      }
    }, TYPING_PAUSE_MS);
    async function ask(): Promise<TypingCheck> {
      try {
        const { checks } = await api.preflight(
          { templateRef, values: latest.current },
          { signal: abort.signal },
        );
        const failed = checks.filter(
          check => check.status === 'failed' && check.field,
        );
        const errors = Object.fromEntries(
          failed.map(({ field, message, action }) => [
            field!,
            [message, action].filter(Boolean).join(' '),
          ]),
        );
        const named = checks.find(check => check.id === NAME_FIELD);
        const unanswered = named?.status === 'failed' && !named.field;
        if (errors[NAME_FIELD]) {
          return { state: 'taken', errors };
        }
        return { state: unanswered ? 'unknown' : 'free', errors };
      } catch (error) {
        const { kind, message } = describeError(error);
        if (kind === 'denied') {
          return { state: 'idle', errors: { [OWNER_FIELD]: message } };
        }
        // Values that are not complete yet are no failure: the rest of the form says so.
        return kind === 'input' ? IDLE : { state: 'unknown', errors: {} };
      }
    }
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [about, api, templateRef]);

  if (!about) {
    return IDLE;
  }
  return result?.about === about
    ? result.check
    : { state: 'checking', errors: {} };
}
