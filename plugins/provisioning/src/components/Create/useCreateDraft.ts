import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '@backstage/types';
import { createRequestId } from './createRequestId';

interface Draft {
  values: JsonObject;
  /** The id of the press that these values were sent with; the same values are never sent under another. */
  request?: { id: string; fingerprint: string };
}

function read(key: string): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return typeof draft?.values === 'object' && draft.values !== null
      ? draft
      : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, draft: Draft | undefined) {
  try {
    if (draft) {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } else {
      sessionStorage.removeItem(key);
    }
  } catch {
    // Storage is full or forbidden: the form works, it only does not survive a reload.
  }
}

/**
 * What a person has filled in for a template. Survives a reload and the way back.
 *
 * @param initial - values to start from when there is no draft yet
 * @param secretFields - never leave memory
 */
export function useCreateDraft(
  templateRef: string,
  initial: JsonObject,
  secretFields: string[],
) {
  const key = `runway.create.${templateRef}`;
  const [stored] = useState(() => read(key));
  const [values, setValues] = useState<JsonObject>(
    () => stored?.values ?? initial,
  );
  const request = useRef(stored?.request);
  const secrets = useRef(secretFields);
  secrets.current = secretFields;

  const save = useCallback(
    (current: JsonObject) => {
      const kept = Object.entries(current).filter(
        ([name]) => !secrets.current.includes(name),
      );
      write(key, {
        values: Object.fromEntries(kept),
        request: request.current,
      });
    },
    [key],
  );
  const changed = useRef(false);
  useEffect(() => {
    if (changed.current) {
      save(values);
    }
  }, [save, values]);

  return {
    values,
    /** Whether the values come from an earlier visit. */
    restored: stored !== undefined,
    setValues: useCallback((next: JsonObject) => {
      changed.current = true;
      setValues(next);
    }, []),
    /** The id to start a run with: the same one for the same values, however often it is tried. */
    requestIdFor: useCallback(
      (current: JsonObject) => {
        const fingerprint = JSON.stringify(current);
        if (request.current?.fingerprint !== fingerprint) {
          request.current = { id: createRequestId(), fingerprint };
          save(current);
        }
        return request.current.id;
      },
      [save],
    ),
    /** Forgets the draft once its run has started. */
    clear: useCallback(() => {
      changed.current = false;
      request.current = undefined;
      write(key, undefined);
    }, [key]),
  };
}
