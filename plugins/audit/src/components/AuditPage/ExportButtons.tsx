import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import type {
  AuditExportFormat,
  AuditFilter,
} from '@runway/plugin-audit-common';
import { auditApiRef } from '../../api/auditApiRef';
import { describeError } from './describeError';
import styles from './ExportButtons.module.css';

const FORMATS: Array<[format: AuditExportFormat, word: string]> = [
  ['csv', 'CSV'],
  ['ndjson', 'JSON'],
];

/** Saves everything that the filters match as a file, not only what is on the screen. */
export function ExportButtons(props: { filter: AuditFilter }) {
  const api = useApi(auditApiRef);
  const [busy, setBusy] = useState<AuditExportFormat>();
  const [error, setError] = useState<unknown>();

  const save = async (format: AuditExportFormat) => {
    setBusy(format);
    setError(undefined);
    try {
      const file = await api.exportEvents(format, props.filter);
      const url = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = url;
      link.download = `runway-audit-${new Date()
        .toISOString()
        .slice(0, 10)}.${format}`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(undefined);
    }
  };

  return (
    <div className={styles.export}>
      <div className={styles.buttons}>
        {FORMATS.map(([format, word]) => (
          <Button
            key={format}
            variant="secondary"
            iconStart={<RiDownloadLine />}
            isPending={busy === format}
            isDisabled={busy !== undefined && busy !== format}
            onPress={() => save(format)}
          >
            Export {word}
          </Button>
        ))}
      </div>
      {error !== undefined && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="The export did not succeed"
          description={describeError(error).message}
        />
      )}
    </div>
  );
}
