import { useEffect, useState } from 'react';
import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';

const CONFIRMATION_MS = 2_000;

/** Puts a text on the clipboard and says so. */
export function CopyButton(props: {
  /** What the button copies, for example "Copy the log". */
  label: string;
  text: string | (() => string);
}) {
  const [, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant="secondary"
      size="small"
      iconStart={copied ? <RiCheckLine /> : <RiFileCopyLine />}
      aria-label={props.label}
      onPress={() => {
        copy(typeof props.text === 'string' ? props.text : props.text());
        setCopied(true);
      }}
    >
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}
